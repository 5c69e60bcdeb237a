//! The flags of settings, made from the table of settings, so that no setting
//! can lack one.

use std::marker::PhantomData;
use std::path::PathBuf;

use clap::builder::ValueParser;
use clap::{Arg, ArgAction, ArgMatches, Args as ClapArgs, Command, FromArgMatches};

use crate::cli::args::SiteArg;
use crate::cli::settings::Typed;
use crate::cli::settings::table::{Group, Kind, SETTINGS, setting};

/// Which settings the help of a command shows. All others are accepted too, so
/// that a wrapper may pass the same flags to every command.
pub trait Relevance {
    /// Groups of settings that the command uses.
    const GROUPS: &'static [Group];
}

macro_rules! relevance {
    ($($(#[$doc:meta])* $name:ident: $($group:ident),*;)*) => {
        $($(#[$doc])*
        #[derive(Debug)]
        pub struct $name;

        impl Relevance for $name {
            const GROUPS: &'static [Group] = &[$(Group::$group),*];
        })*
    };
}

relevance! {
    /// Reading a site and writing its index.
    Indexing: Site, Index, Words;
    /// Reading a site.
    Reading: Site;
    /// Asking an index.
    Asking: Index;
    /// Cutting text.
    Cutting: Words;
    /// Indexing and answering.
    Serving: Server, Site, Index, Words;
    /// Nothing in particular.
    Everything: Site, Index, Words, Server;
}

/// The flags of all settings, made from the table.
#[derive(Debug)]
pub struct SettingFlags<R> {
    typed: Typed,
    relevance: PhantomData<R>,
}

impl<R> SettingFlags<R> {
    /// What was typed.
    pub fn typed(self) -> Typed {
        self.typed
    }

    /// What was typed, the site as an argument included.
    pub fn with_site(mut self, site: SiteArg) -> Typed {
        let row = setting("site").expect("the table has a row for the site");
        self.typed.flags.extend(site.root.map(|root| (row, "SITE".to_owned(), vec![root])));
        self.typed
    }
}

impl<R: Relevance> ClapArgs for SettingFlags<R> {
    fn augment_args(command: Command) -> Command {
        let config = Arg::new("config")
            .long("config")
            .value_name("FILE")
            .value_parser(ValueParser::path_buf())
            .help("File of settings [default: `sou.yml` at the site's root]")
            .help_heading("Settings");
        let flags = SETTINGS.iter().map(|setting| {
            let is_argument_too =
                setting.key == "site" && command.get_arguments().any(|arg| arg.get_id() == "SITE");
            let variable = setting.environment_name();
            let default = setting.default.map(|text| format!(" [default: {text}]")).unwrap_or_default();
            let flag = Arg::new(setting.key)
                .long(setting.flag())
                .value_name(setting.kind.placeholder())
                .action(if setting.kind.is_repeatable() { ArgAction::Append } else { ArgAction::Set })
                .help(format!("{}{default}", setting.doc))
                .long_help(format!("{}{default} [environment: {variable}]", setting.doc))
                .help_heading(setting.group.heading())
                .num_args(if setting.kind == Kind::Switch { 0..=1 } else { 1..=1 })
                .require_equals(setting.kind == Kind::Switch)
                .default_missing_value("true")
                .hide(is_argument_too || !R::GROUPS.contains(&setting.group));
            if is_argument_too { flag.conflicts_with("SITE") } else { flag }
        });
        let flags: Vec<Arg> = flags.collect();
        command.args(flags).arg(config)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl<R> FromArgMatches for SettingFlags<R> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut typed = Typed { config: matches.get_one::<PathBuf>("config").cloned(), flags: Vec::new() };
        for setting in SETTINGS {
            if let Some(texts) = matches.get_many::<String>(setting.key) {
                typed.flags.push((setting, format!("--{}", setting.flag()), texts.cloned().collect()));
            }
        }
        Ok(Self { typed, relevance: PhantomData })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}
