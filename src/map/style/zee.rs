//! Categories of ecological and economic zoning (ZEE) with the project's colours.
//!
//! Names after DS 087-2004-PCM and the ZEE studies of San Martín and Madre de Dios. No official
//! table of colours was found: these are a proposal, and legends are to say so.

use std::collections::BTreeSet;

use allpa_model::{Column, Value};

use super::{Class, Color, Fill, LayerStyle, Pattern, Stroke, Symbol, Symbology};
use crate::classes::folded;

/// One category of the zoning legend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ZeeCategory {
    /// Proposed code; regions write their own.
    pub code: &'static str,
    /// Code of the category above; empty for the five great ones.
    pub parent: &'static str,
    /// Name in Spanish.
    pub name_es: &'static str,
    /// Name in English.
    pub name_en: &'static str,
    /// Proposed colour.
    pub color: Color,
}

/// All categories in the order of the norm: each great category before its parts.
#[rustfmt::skip]
pub const CATEGORIES: &[ZeeCategory] = &[
    category("PRO", "", "Zonas productivas", "Productive zones", 0x00F2_C94C),
    category("PRO-AGR", "PRO", "Zonas agropecuarias", "Agricultural and livestock zones", 0x00F6_E27A),
    category("PRO-AGR-L", "PRO-AGR", "Cultivo en limpio", "Annual (clean-tilled) crops", 0x00FF_F2A8),
    category("PRO-AGR-P", "PRO-AGR", "Cultivo permanente", "Perennial crops", 0x00F4_D35E),
    category("PRO-AGR-G", "PRO-AGR", "Pastos", "Pasture", 0x00D9_E87A),
    category("PRO-FOR", "PRO", "Zonas forestales", "Forestry zones", 0x008B_C34A),
    category("PRO-FOR-M", "PRO-FOR", "Producción forestal maderable", "Timber production forest", 0x007C_B342),
    category("PRO-FOR-N", "PRO-FOR", "Producción forestal no maderable", "Non-timber forest production", 0x00AE_D581),
    category("PRO-PES", "PRO", "Zonas pesqueras", "Fishing zones", 0x004F_C3F7),
    category("PRO-ACU", "PRO", "Zonas acuícolas", "Aquaculture zones", 0x0081_D4FA),
    category("PRO-MIN", "PRO", "Zonas mineras", "Mining zones", 0x00A1_887F),
    category("PRO-ENE", "PRO", "Zonas energéticas (hidroeléctrica, hidrocarburos)", "Energy zones (hydropower, oil and gas)", 0x00FF_B74D),
    category("PRO-TUR", "PRO", "Zonas turísticas", "Tourism zones", 0x00F4_8FB1),
    category("PCE", "", "Zonas de protección y conservación ecológica", "Ecological protection and conservation zones", 0x001B_7F3B),
    category("PCE-ANP", "PCE", "Áreas naturales protegidas (ANP, ACR, ACP)", "Protected natural areas", 0x000B_6E2D),
    category("PCE-LAD", "PCE", "Tierras de protección en laderas", "Protection land on slopes", 0x002E_9E4F),
    category("PCE-HUM", "PCE", "Humedales, aguajales, cochas y pantanos", "Wetlands, palm swamps, oxbow lakes, marshes", 0x0026_A69A),
    category("PCE-CAB", "PCE", "Cabeceras de cuenca y colectores de agua", "Headwaters and water collection areas", 0x005C_BF7A),
    category("TES", "", "Zonas de tratamiento especial", "Special treatment zones", 0x009C_5FB5),
    category("TES-ARQ", "TES", "Zonas arqueológicas e histórico-culturales", "Archaeological and historic-cultural zones", 0x00B3_88C9),
    category("TES-RIE", "TES", "Zonas de alto riesgo", "High-risk zones", 0x00D5_00F9),
    category("TES-SEG", "TES", "Zonas de seguridad nacional y fronteras", "National security and border zones", 0x007E_57C2),
    category("TES-CUL", "TES", "Zonas con características culturales propias (pueblos indígenas)", "Zones of distinct culture (indigenous peoples)", 0x00CE_93D8),
    category("REC", "", "Zonas de recuperación", "Recovery zones", 0x00E8_743B),
    category("REC-PRO", "REC", "Recuperación de tierras de protección degradadas", "Recovery of degraded protection land", 0x00F0_945F),
    category("REC-FOR", "REC", "Recuperación de tierras forestales o de uso inadecuado", "Recovery of forest land or land under improper use", 0x00F5_B187),
    category("REC-CON", "REC", "Recuperación de áreas contaminadas", "Recovery of polluted areas", 0x00C2_410C),
    category("URB", "", "Zonas de vocación urbana e industrial", "Zones of urban and industrial vocation", 0x008A_8F98),
    category("URB-URB", "URB", "Expansión urbana", "Urban growth", 0x00B0_B4BB),
    category("URB-IND", "URB", "Uso industrial", "Industrial use", 0x006B_7078),
];

const fn category(
    code: &'static str,
    parent: &'static str,
    name_es: &'static str,
    name_en: &'static str,
    rgb: u32,
) -> ZeeCategory {
    ZeeCategory { code, parent, name_es, name_en, color: Color::hex(rgb) }
}

/// The category that a value of a zoning layer means, by code or by name in either language,
/// without regard to case and accents.
pub fn find(value: &str) -> Option<&'static ZeeCategory> {
    let wanted = folded(value);
    CATEGORIES.iter().find(|category| {
        [category.code, category.name_es, category.name_en].iter().any(|n| folded(n) == wanted)
    })
}

/// Values of `column` that are no known category, sorted: to be listed, never coloured at random.
pub fn unknown_values(column: &Column) -> Vec<String> {
    distinct(column).into_iter().filter(|value| find(value).is_none()).collect()
}

/// The style of a zoning layer by the values found in `column`, in the order of the norm.
/// `label` words a category. Values of no category follow, hatched in grey and named as they are.
pub fn style(column: &Column, label: impl Fn(&ZeeCategory) -> String) -> LayerStyle {
    let values = distinct(column);
    let border = Stroke::new(Color::WHITE.with_alpha(150), 0.6);
    let mut classes = Vec::new();
    for category in CATEGORIES {
        let means = |value: &&String| find(value).is_some_and(|found| found == category);
        classes.extend(values.iter().filter(means).map(|value| Class {
            value: value.clone(),
            label: label(category),
            symbol: Symbol::area(Fill::solid(category.color), Some(border.clone())),
        }));
    }
    let grey = Color::hex(0x0087_8C91);
    let unknown = Symbol::area(Fill::patterned(grey, Pattern::Hatch45), Some(border));
    classes.extend(unknown_values(column).into_iter().map(|value| Class {
        label: value.clone(),
        value,
        symbol: unknown.clone(),
    }));
    let symbol =
        Symbology::Categorised { field: column.name.clone(), classes, other: Some(unknown) };
    LayerStyle { symbol, label: None, scales: None }
}

fn distinct(column: &Column) -> BTreeSet<String> {
    (0..column.data.len())
        .map(|row| column.value(row))
        .filter(|value| !matches!(value, Value::Null))
        .map(|value| value.to_string())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::text_column;

    #[test]
    fn a_category_is_found_by_code_or_name() {
        for value in
            ["PRO-AGR-L", "pro-agr-l", " cultivo en LIMPIO ", "Annual (clean-tilled) crops"]
        {
            assert_eq!(find(value).map(|c| c.code), Some("PRO-AGR-L"), "{value}");
        }
    }

    #[test]
    fn proposals_are_classed_by_the_great_categories() {
        let great = CATEGORIES.iter().filter(|category| category.parent.is_empty());
        let great: Vec<&str> = great.map(|category| category.code).collect();
        assert_eq!(great, allpa_model::plan::ProposalKind::Zone.classes());
    }

    #[test]
    fn every_part_belongs_to_an_earlier_category() {
        for (i, category) in CATEGORIES.iter().enumerate() {
            let is_known = CATEGORIES[..i].iter().any(|c| c.code == category.parent);
            assert!(category.parent.is_empty() || is_known, "{}", category.code);
        }
    }

    #[test]
    fn the_legend_follows_the_norm_and_lists_what_it_does_not_know() {
        let column = text_column("zee", &[Some("URB"), Some("?"), None, Some("PRO"), Some("URB")]);
        let style = style(&column, |category| category.name_es.to_owned());
        let Symbology::Categorised { classes, .. } = style.symbol else { panic!("categorised") };
        let values: Vec<&str> = classes.iter().map(|class| class.value.as_str()).collect();
        assert_eq!(values, ["PRO", "URB", "?"]);
        assert_eq!(unknown_values(&column), ["?"]);
    }
}
