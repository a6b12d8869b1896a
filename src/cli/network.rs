//! `allpa network reach|nearest|cut|connectivity`.

use allpa_geom::Meters;
use allpa_model::question::asked::{self, LayerRef, Question, TableRef};
use clap::{Args, Subcommand};

use super::ask;
use super::common::{Outcome, Session, parse_distance};

/// What is asked of a road network.
#[derive(Debug, Subcommand)]
pub enum Network {
    /// Lugares que se alcanzan desde otros en cada tiempo
    Reach(Reach),
    /// El servicio que cada lugar alcanza primero
    Nearest(Nearest),
    /// Lo que queda aislado o más lejos si se cierran tramos
    Cut(Cut),
    /// Partes de la red y lugares fuera de la mayor
    Connectivity(Connectivity),
}

#[derive(Debug, Args)]
struct Travel {
    /// Capas de vías
    #[arg(long, value_name = "CAPA", num_args = 1.., required = true)]
    roads: Vec<String>,
    /// Capa de lugares por alcanzar
    #[arg(long, value_name = "CAPA")]
    places: String,
    /// Campo de --places con la población
    #[arg(long, value_name = "CAMPO")]
    population: Option<String>,
    /// Campo de --roads con la superficie o clase
    #[arg(long, value_name = "CAMPO", requires = "speeds")]
    speed_field: Option<String>,
    /// Tabla de velocidades: valor y km por hora
    #[arg(long, value_name = "CSV", requires = "speed_field")]
    speeds: Option<String>,
    /// Velocidad de las demás vías, en km/h
    #[arg(long, value_name = "KM/H", default_value_t = 30.0)]
    speed: f64,
    /// Velocidad a pie entre un lugar y la vía, en km/h
    #[arg(long, value_name = "KM/H", default_value_t = 4.0)]
    walking: f64,
    /// Los extremos de vías a menos de esta distancia se juntan
    #[arg(long, value_name = "D", value_parser = parse_distance, default_value = "25m")]
    tolerance: Meters,
    /// Un lugar más lejos que esto de toda vía no tiene acceso
    #[arg(long, value_name = "D", value_parser = parse_distance, default_value = "5km")]
    access: Meters,
}

#[derive(Debug, Args)]
struct From {
    /// Capa de donde se parte: capitales, hospitales, mercados
    #[arg(long, value_name = "CAPA")]
    from: String,
    /// Cuáles de ellos, en la forma de WHERE de SQL
    #[arg(long = "where", value_name = "EXPR")]
    condition: Option<String>,
}

/// Arguments of `network reach`.
#[derive(Debug, Args)]
pub struct Reach {
    #[command(flatten)]
    travel: Travel,
    #[command(flatten)]
    from: From,
    /// Tiempos en minutos
    #[arg(long, value_name = "MIN,…", value_delimiter = ',', default_values_t = [30.0, 60.0, 120.0])]
    minutes: Vec<f64>,
    /// Totales por tiempo en vez de los lugares
    #[arg(long)]
    summary: bool,
}

/// Arguments of `network nearest`.
#[derive(Debug, Args)]
pub struct Nearest {
    #[command(flatten)]
    travel: Travel,
    #[command(flatten)]
    from: From,
}

/// Arguments of `network cut`.
#[derive(Debug, Args)]
pub struct Cut {
    #[command(flatten)]
    travel: Travel,
    #[command(flatten)]
    from: From,
    /// Tramos que se cierran, en la forma de WHERE de SQL
    #[arg(long, value_name = "EXPR")]
    close: String,
}

/// Arguments of `network connectivity`.
#[derive(Debug, Args)]
pub struct Connectivity {
    #[command(flatten)]
    travel: Travel,
    /// Los lugares fuera de la parte mayor en vez de las partes
    #[arg(long)]
    isolated: bool,
}

impl Travel {
    fn into_question(self, task: &str, from: Option<From>) -> asked::Network {
        let (from, condition) = from.map(|from| (from.from, from.condition)).unzip();
        asked::Network {
            task: Some(task.to_owned()),
            roads: self.roads.into_iter().map(LayerRef).collect(),
            from: ask::layer(from.as_ref()),
            condition: condition.flatten().unwrap_or_default(),
            places: ask::layer(Some(&self.places)),
            population: self.population,
            speed_field: self.speed_field,
            speeds: self.speeds.map(TableRef),
            speed: self.speed,
            walking: self.walking,
            tolerance: self.tolerance,
            access: self.access,
            ..asked::Network::default()
        }
    }
}

impl Network {
    pub fn run(self, session: &Session) -> Outcome {
        let (question, table) = match self {
            Self::Reach(Reach { travel, from, minutes, summary }) => {
                let mut question = travel.into_question("reach", Some(from));
                question.minutes = minutes;
                (question, summary.then_some("bands"))
            }
            Self::Nearest(Nearest { travel, from }) => {
                (travel.into_question("nearest", Some(from)), None)
            }
            Self::Cut(Cut { travel, from, close }) => {
                let mut question = travel.into_question("cut", Some(from));
                question.close = close;
                (question, None)
            }
            Self::Connectivity(Connectivity { travel, isolated }) => {
                (travel.into_question("connectivity", None), isolated.then_some("isolated"))
            }
        };
        session.ask_for(Question::Network(question), table)
    }
}
