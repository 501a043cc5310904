//! The choice of a study's character set, as rows of a menu.

use egui::Ui;

use super::commands::Commands;
use super::names;
use super::widgets::MenuRow;
use crate::document::FileCommand;
use crate::session::Session;
use crate::study::Charset;

/// A row for each character set; a click reads the texts of the study in it.
pub(super) fn rows_ui(ui: &mut Ui, study: &str, session: &Session, commands: &mut Commands) {
    let now = session.charset_of(study);
    for charset in Charset::ALL {
        let name = names::charset_name(charset, session.texts());
        let row = MenuRow::new(name).checked(charset == now);
        if row.show(ui).clicked() && charset != now {
            commands.push(FileCommand::ReadTexts {
                study: study.to_owned(),
                charset,
            });
        }
    }
}
