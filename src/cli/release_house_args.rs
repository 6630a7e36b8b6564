//! Arguments of the `release` commands that keep the directory of requesters and the schedules of fees.

use clap::Args as ClapArgs;

#[derive(Debug, ClapArgs)]
pub struct PartyArgs {
    /// The usual kind of their requests
    #[arg(long)]
    pub kind: String,
    /// Name
    #[arg(long)]
    pub name: String,
    /// Postal address
    #[arg(long, default_value = "")]
    pub address: String,
    /// Two letters: its schedule of fees
    #[arg(long, default_value = "")]
    pub state: String,
    /// Telephone
    #[arg(long, default_value = "")]
    pub phone: String,
    /// Fax
    #[arg(long, default_value = "")]
    pub fax: String,
    /// E-mail
    #[arg(long, default_value = "")]
    pub email: String,
}

#[derive(Debug, ClapArgs)]
pub struct ScheduleArgs {
    /// Two letters; empty for the hospital's own
    #[arg(long, default_value = "")]
    pub state: String,
    /// First day
    #[arg(long, value_name = "DATE")]
    pub from: String,
    /// Dollars for each request
    #[arg(long, default_value = "0")]
    pub base: String,
    /// Tiers of pages
    #[arg(long)]
    pub tiers: String,
    /// Dollars for a certification
    #[arg(long, default_value = "0")]
    pub certification: String,
    /// Postage may be charged
    #[arg(long)]
    pub postage: bool,
    /// Payment may be asked for first
    #[arg(long)]
    pub prepayment: bool,
    /// Where it is written
    #[arg(long)]
    pub citation: String,
    /// What else is to be known
    #[arg(long, default_value = "")]
    pub note: String,
    /// Why it is set
    #[arg(long)]
    pub reason: String,
}
