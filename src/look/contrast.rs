//! How well colours can be told apart: contrast of text, and colours as people with a colour vision deficiency see them.
//!
//! Used by `tests/themes.rs` on every theme at every depth.

use super::colour::Rgb;

/// A colour vision deficiency: one kind of cone does not work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blindness {
    /// No red cones.
    Protanopia,
    /// No green cones, the most frequent.
    Deuteranopia,
    /// No blue cones, rare; also comes with age and some eye diseases.
    Tritanopia,
}

/// The contrast ratio of two colours, 1 to 21 (WCAG 2.1, success criterion 1.4.3 and the definition of relative luminance).
pub fn contrast(one: Rgb, other: Rgb) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// A colour as seen with a deficiency: the matrices of Machado, Oliveira and Fernandes, "A physiologically-based model
/// for simulation of color vision deficiency", IEEE TVCG 15(6), 2009, at severity 1, on linear values.
pub fn seen_with(blindness: Blindness, colour: Rgb) -> Rgb {
    let [r, g, b] = linear(colour);
    let matrix = match blindness {
        Blindness::Protanopia => [
            [0.152_286, 1.052_583, -0.204_868],
            [0.114_503, 0.786_281, 0.099_216],
            [-0.003_882, -0.048_116, 1.051_998],
        ],
        Blindness::Deuteranopia => [
            [0.367_322, 0.860_646, -0.227_968],
            [0.280_085, 0.672_501, 0.047_413],
            [-0.011_820, 0.042_940, 0.968_881],
        ],
        Blindness::Tritanopia => [
            [1.255_528, -0.076_749, -0.178_779],
            [-0.078_411, 0.930_809, 0.147_602],
            [0.004_733, 0.691_367, 0.303_900],
        ],
    };
    let [r, g, b] = matrix.map(|[x, y, z]| encoded(x * r + y * g + z * b));
    Rgb(r, g, b)
}

/// How different two colours look: the distance in CIELAB (CIE 1976). 2.3 is just noticeable, 20 is plain to see.
pub fn difference(one: Rgb, other: Rgb) -> f64 {
    let (one, other) = (lab(one), lab(other));
    one.iter().zip(other).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
}

fn luminance(colour: Rgb) -> f64 {
    let [r, g, b] = linear(colour);
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

/// sRGB to linear light (IEC 61966-2-1).
fn linear(Rgb(r, g, b): Rgb) -> [f64; 3] {
    [r, g, b].map(|value| {
        let value = f64::from(value) / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    })
}

/// Linear light to sRGB.
fn encoded(value: f64) -> u8 {
    let value = value.clamp(0.0, 1.0);
    let value = if value <= 0.003_130_8 { value * 12.92 } else { 1.055 * value.powf(1.0 / 2.4) - 0.055 };
    (value * 255.0).round() as u8
}

/// CIELAB under D65.
fn lab(colour: Rgb) -> [f64; 3] {
    let light = linear(colour);
    let along = |axis: [f64; 3], white: f64| {
        let value = light.iter().zip(axis).map(|(light, weight)| light * weight).sum::<f64>() / white;
        if value > 0.008_856 { value.cbrt() } else { value * 7.787 + 16.0 / 116.0 }
    };
    let x = along([0.412_456, 0.357_576, 0.180_438], 0.950_47);
    let y = along([0.212_673, 0.715_152, 0.072_175], 1.0);
    let z = along([0.019_334, 0.119_192, 0.950_304], 1.088_83);
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

#[cfg(test)]
mod tests {
    use super::*;

    const BLACK: Rgb = Rgb(0, 0, 0);
    const WHITE: Rgb = Rgb(255, 255, 255);

    #[test]
    fn contrast_as_published() {
        assert!((contrast(BLACK, WHITE) - 21.0).abs() < 0.01);
        assert!((contrast(WHITE, WHITE) - 1.0).abs() < 0.01);
        // #777 on white is the well-known colour that just fails 4.5.
        assert!((contrast(Rgb(0x77, 0x77, 0x77), WHITE) - 4.48).abs() < 0.01);
    }

    #[test]
    fn red_and_green_meet_without_green_cones_and_part_without_blue_ones() {
        let (red, green) = (Rgb(200, 60, 0), Rgb(90, 120, 0));
        let seen = |blindness| difference(seen_with(blindness, red), seen_with(blindness, green));
        assert!(difference(red, green) > 60.0);
        assert!(seen(Blindness::Deuteranopia) < 20.0);
        assert!(seen(Blindness::Tritanopia) > 60.0);
    }

    #[test]
    fn greys_stay_grey() {
        for blindness in [Blindness::Protanopia, Blindness::Deuteranopia, Blindness::Tritanopia] {
            let grey = Rgb(128, 128, 128);
            assert!(difference(grey, seen_with(blindness, grey)) < 1.0, "{blindness:?}");
        }
    }

    #[test]
    fn difference_as_published() {
        assert!((difference(BLACK, WHITE) - 100.0).abs() < 0.1);
        assert!(difference(Rgb(255, 0, 0), Rgb(0, 255, 0)) > 150.0);
    }
}
