//! Arguments of the `work` commands.

use clap::{Args, Subcommand};

/// What `work` can do.
#[derive(Debug, Subcommand)]
pub enum WorkCommand {
    /// What you hold, what is yours, and what is most urgent for your roles
    #[command(after_help = "Example: chartroom work mine --json")]
    Mine,
    /// The worklists of your roles with their states and steps
    #[command(after_help = "Example: chartroom work queues")]
    Queues,
    /// A worklist, page by page
    #[command(after_help = "Example: chartroom work list completion --order due --free --limit 20")]
    List(List),
    /// One item and everything that happened to it, notes too
    #[command(after_help = "Example: chartroom work show 4711")]
    Show {
        /// Number of the item
        item: i64,
    },
    /// Take the most urgent free item: of one worklist, or of all your worklists
    #[command(after_help = "Example: chartroom work next completion")]
    Next {
        /// The worklist
        queue: Option<String>,
    },
    /// Take items in hand
    #[command(after_help = "Example: chartroom work claim 4711 4712")]
    Claim(Items),
    /// Give items back
    #[command(after_help = "Example: chartroom work release 4711")]
    Release(Items),
    /// End another person's claim (supervisor)
    #[command(after_help = "Example: chartroom work take 4711")]
    Take(Items),
    /// Hand items to a person or a team, or make them nobody's
    #[command(after_help = "Example: chartroom work assign 4711 --to mlee")]
    Assign(Assign),
    /// Put items aside with a reason until a day
    #[command(
        after_help = "Example: chartroom work pend 4711 --until 2026-12-01 --reason \"waits for the lab\""
    )]
    Pend(Pend),
    /// Take up again what was put aside
    #[command(after_help = "Example: chartroom work wake 4711")]
    Wake(Items),
    /// Add a note to an item's thread
    #[command(after_help = "Example: chartroom work note 4711 \"called the ward\"")]
    Note {
        /// Number of the item
        item: i64,
        /// The note
        text: String,
    },
    /// Set the priority of items, 1 (first) to 9 (supervisor)
    #[command(after_help = "Example: chartroom work priority 4711 --to 1")]
    Priority(Priority),
    /// Carry a step of the worklist out: a verdict
    #[command(after_help = "Example: chartroom work step complete 4711 --reason \"signed on paper\"")]
    Step(Step),
    /// Take your last verdict on an item back
    #[command(after_help = "Example: chartroom work undo 4711")]
    Undo(Items),
    /// How many items stand where, and with --ages how old they are
    #[command(after_help = "Example: chartroom work counts completion --ages")]
    Counts {
        /// The worklist; all of your roles if not given
        queue: Option<String>,
        /// By age too
        #[arg(long, requires = "queue")]
        ages: bool,
    },
    /// Saved views
    #[command(subcommand, after_help = "Example: chartroom work views list completion")]
    Views(ViewCommand),
    /// Teams
    #[command(subcommand, after_help = "Example: chartroom work teams list")]
    Teams(TeamCommand),
    /// Set after how many minutes without activity a claim ends (supervisor)
    #[command(after_help = "Example: chartroom work lease 30")]
    Lease {
        /// 1 to 480
        minutes: i64,
    },
}

/// Filter and order of a worklist.
#[derive(Debug, Args)]
pub struct Filter {
    /// Only items in this state, or `pended` for what was put aside; may be given again
    #[arg(long = "state")]
    pub states: Vec<String>,
    /// urgent, due, oldest, newest or amount
    #[arg(long, default_value = "urgent")]
    pub order: String,
    /// Only what you own or hold
    #[arg(long, conflicts_with_all = ["owner", "team", "category"])]
    pub mine: bool,
    /// Only what this account owns
    #[arg(long, conflicts_with_all = ["team", "category"])]
    pub owner: Option<String>,
    /// Only what this team has
    #[arg(long, conflicts_with = "category")]
    pub team: Option<String>,
    /// Only this division: service, payer, document type
    #[arg(long)]
    pub category: Option<String>,
    /// Leave out what others hold
    #[arg(long)]
    pub free: bool,
}

/// `work list`.
#[derive(Debug, Args)]
pub struct List {
    /// The worklist
    pub queue: String,
    #[command(flatten)]
    pub filter: Filter,
    /// Show a saved view by its name; other filters are not looked at
    #[arg(long)]
    pub view: Option<String>,
    /// How many
    #[arg(long, default_value_t = 50)]
    pub limit: usize,
    /// Go on behind this item
    #[arg(long)]
    pub after: Option<i64>,
}

/// Items by number.
#[derive(Debug, Args)]
pub struct Items {
    /// Numbers of items; all of them or none
    #[arg(required = true)]
    pub items: Vec<i64>,
}

/// `work assign`.
#[derive(Debug, Args)]
pub struct Assign {
    #[command(flatten)]
    pub items: Items,
    /// The account
    #[arg(long, required_unless_present_any = ["team", "nobody"], conflicts_with_all = ["team", "nobody"])]
    pub to: Option<String>,
    /// The team
    #[arg(long, conflicts_with = "nobody")]
    pub team: Option<String>,
    /// Nobody's
    #[arg(long)]
    pub nobody: bool,
}

/// `work pend`.
#[derive(Debug, Args)]
pub struct Pend {
    #[command(flatten)]
    pub items: Items,
    /// The day on which it comes back, YYYY-MM-DD
    #[arg(long)]
    pub until: String,
    /// What it waits for
    #[arg(long)]
    pub reason: String,
}

/// `work priority`.
#[derive(Debug, Args)]
pub struct Priority {
    #[command(flatten)]
    pub items: Items,
    /// 1 (first) to 9
    #[arg(long)]
    pub to: u8,
}

/// `work step`.
#[derive(Debug, Args)]
pub struct Step {
    /// The verb, as `work queues` lists it
    pub verb: String,
    #[command(flatten)]
    pub items: Items,
    /// Why
    #[arg(long, default_value = "")]
    pub reason: String,
}

/// `work views`.
#[derive(Debug, Subcommand)]
pub enum ViewCommand {
    /// Your own views of a worklist and the common ones
    #[command(after_help = "Example: chartroom work views list completion")]
    List {
        /// The worklist
        queue: String,
    },
    /// Save filter and order under a name
    #[command(
        after_help = "Example: chartroom work views save completion \"Late cardiology\" --category Cardiology --order due"
    )]
    Save {
        /// The worklist
        queue: String,
        /// The name; a view of that name is replaced
        name: String,
        #[command(flatten)]
        filter: Filter,
        /// For everybody (supervisor)
        #[arg(long)]
        common: bool,
    },
    /// Forget a view
    #[command(after_help = "Example: chartroom work views forget 3")]
    Forget {
        /// Its number, as `views list` shows it
        view: i64,
    },
}

/// `work teams`.
#[derive(Debug, Subcommand)]
pub enum TeamCommand {
    /// All teams with their members
    #[command(after_help = "Example: chartroom work teams list --json")]
    List,
    /// Make a team, or give one these members (supervisor)
    #[command(after_help = "Example: chartroom work teams set \"Cardiac coding\" mlee jdoe")]
    Set {
        /// Its name
        name: String,
        /// Accounts of all its members
        members: Vec<String>,
    },
    /// End a team; what it has comes free for all (supervisor)
    #[command(after_help = "Example: chartroom work teams end \"Cardiac coding\"")]
    End {
        /// Its name
        name: String,
    },
}
