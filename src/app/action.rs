//! Everything a key or a command can mean. Help, the palette, the settings and the manual are made from this.

/// What a key or a command means.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[expect(missing_docs, reason = "`Action::doc` says what each one does")]
pub enum Action {
    // Going through the text
    LineDown,
    LineUp,
    HalfPageDown,
    HalfPageUp,
    PageDown,
    PageUp,
    Top,
    Bottom,
    NextSentence,
    PreviousSentence,
    NextParagraph,
    PreviousParagraph,
    NextHeading,
    PreviousHeading,
    Center,
    Back,
    Forward,
    SetMark,
    GoToMark,
    // Finding
    Search,
    SearchWord,
    NextMatch,
    PreviousMatch,
    NextMention,
    PreviousMention,
    NextQuotation,
    PreviousQuotation,
    NextAnnotation,
    PreviousAnnotation,
    // Selecting
    Select,
    SelectParagraph,
    SelectAgain,
    CursorLeft,
    CursorRight,
    NextWord,
    PreviousWord,
    WordEnd,
    RowStart,
    RowEnd,
    SwapEnds,
    Grow,
    Shrink,
    InsideWord,
    AroundWord,
    InsideSentence,
    AroundSentence,
    InsideParagraph,
    AroundParagraph,
    InsideQuotation,
    AroundQuotation,
    InsideEntity,
    AroundEntity,
    InsideHighlight,
    AroundHighlight,
    InsideSection,
    AroundSection,
    InsideLink,
    AroundLink,
    InsideMatch,
    AroundMatch,
    // Annotating
    Highlight,
    ColorYellow,
    ColorGreen,
    ColorBlue,
    ColorRed,
    ColorPurple,
    Note,
    ArticleNote,
    Tags,
    Delete,
    Undo,
    Redo,
    Repeat,
    Copy,
    CopyQuotation,
    CopyCitation,
    CopyNotes,
    PlaceHere,
    // Correcting
    NotEntity,
    Rename,
    SameEntity,
    OtherEntity,
    KindPerson,
    KindPlace,
    KindOrganization,
    AddPerson,
    AddPlace,
    AddOrganization,
    Speaker,
    Checked,
    Disputed,
    // The side pane and the list
    SwitchPane,
    FocusPane,
    TogglePane,
    NextTab,
    PreviousTab,
    ShowPeople,
    ShowPlaces,
    ShowOrganizations,
    ShowQuotes,
    ShowNotes,
    OpenItem,
    Articles,
    NextArticle,
    PreviousArticle,
    Filter,
    FindTitle,
    NextUnread,
    ToggleRead,
    ToggleStar,
    // The desk
    ToggleFolds,
    Wider,
    Narrower,
    Help,
    Commands,
    Tour,
    Redraw,
    Suspend,
    Cancel,
    Quit,
    // Writing
    SaveNote,
    NewLine,
    EditOutside,
    Accept,
    Complete,
    ToggleRegex,
    NextChoice,
    PreviousChoice,
    EraseBack,
    EraseForward,
    EraseWord,
    EraseLine,
    FieldLeft,
    FieldRight,
    FieldUp,
    FieldDown,
    FieldWordLeft,
    FieldWordRight,
    FieldStart,
    FieldEnd,
}

/// Every action with the name it has in settings and in the palette, and what it does, in the order of the enum.
const TABLE: [(Action, &str, &str); 140] = [
    (Action::LineDown, "line_down", "Goes one row down"),
    (Action::LineUp, "line_up", "Goes one row up"),
    (Action::HalfPageDown, "half_page_down", "Goes half a page down"),
    (Action::HalfPageUp, "half_page_up", "Goes half a page up"),
    (Action::PageDown, "page_down", "Goes a page down"),
    (Action::PageUp, "page_up", "Goes a page up"),
    (Action::Top, "top", "Goes to the beginning"),
    (Action::Bottom, "bottom", "Goes to the end"),
    (Action::NextSentence, "next_sentence", "Goes to the next sentence"),
    (Action::PreviousSentence, "previous_sentence", "Goes to the sentence before"),
    (Action::NextParagraph, "next_paragraph", "Goes to the next paragraph"),
    (Action::PreviousParagraph, "previous_paragraph", "Goes to the paragraph before"),
    (Action::NextHeading, "next_heading", "Goes to the next heading"),
    (Action::PreviousHeading, "previous_heading", "Goes to the heading before"),
    (Action::Center, "center", "Puts the focused sentence in the middle"),
    (Action::Back, "back", "Goes back to where the last jump began"),
    (Action::Forward, "forward", "Goes forward again after going back"),
    (Action::SetMark, "set_mark", "Marks this place with the letter that is pressed next"),
    (Action::GoToMark, "go_to_mark", "Goes to the place marked with the letter pressed next, or back"),
    (Action::Search, "search", "Searches the article"),
    (Action::SearchWord, "search_word", "Searches the selected words, or the name or word at the cursor"),
    (Action::NextMatch, "next_match", "Goes to the next match"),
    (Action::PreviousMatch, "previous_match", "Goes to the match before"),
    (Action::NextMention, "next_mention", "Goes to the next mention of the chosen entity, or of any"),
    (Action::PreviousMention, "previous_mention", "Goes to the mention before"),
    (Action::NextQuotation, "next_quotation", "Goes to the next quotation"),
    (Action::PreviousQuotation, "previous_quotation", "Goes to the quotation before"),
    (Action::NextAnnotation, "next_annotation", "Goes to the next highlight or note"),
    (Action::PreviousAnnotation, "previous_annotation", "Goes to the highlight or note before"),
    (Action::Select, "select", "Begins to select, at the focused sentence"),
    (Action::SelectParagraph, "select_paragraph", "Selects the paragraph"),
    (Action::SelectAgain, "select_again", "Selects again what was selected last"),
    (Action::CursorLeft, "cursor_left", "Moves the cursor left"),
    (Action::CursorRight, "cursor_right", "Moves the cursor right"),
    (Action::NextWord, "next_word", "Moves to the next word"),
    (Action::PreviousWord, "previous_word", "Moves to the word before"),
    (Action::WordEnd, "word_end", "Moves to the end of the word"),
    (Action::RowStart, "row_start", "Moves to the beginning of the row"),
    (Action::RowEnd, "row_end", "Moves to the end of the row"),
    (Action::SwapEnds, "swap_ends", "Moves to the other end of the selection"),
    (Action::Grow, "grow", "Grows the selection: name, quotation, sentence, paragraph, section"),
    (Action::Shrink, "shrink", "Shrinks the selection to what it grew from, or to something smaller"),
    (Action::InsideWord, "inside_word", "Selects the word"),
    (Action::AroundWord, "around_word", "Selects the word and the space after it"),
    (Action::InsideSentence, "inside_sentence", "Selects the sentence"),
    (Action::AroundSentence, "around_sentence", "Selects the sentence and the space after it"),
    (Action::InsideParagraph, "inside_paragraph", "Selects the paragraph"),
    (Action::AroundParagraph, "around_paragraph", "Selects the paragraph and the space after it"),
    (Action::InsideQuotation, "inside_quotation", "Selects the quoted words"),
    (
        Action::AroundQuotation,
        "around_quotation",
        "Selects the quotation with its marks, its cue and its speaker",
    ),
    (Action::InsideEntity, "inside_entity", "Selects the name"),
    (Action::AroundEntity, "around_entity", "Selects the name with the word before it, such as a title"),
    (Action::InsideHighlight, "inside_highlight", "Selects the highlight"),
    (Action::AroundHighlight, "around_highlight", "Selects the paragraphs of the highlight"),
    (Action::InsideSection, "inside_section", "Selects what stands under the heading"),
    (Action::AroundSection, "around_section", "Selects the heading and what stands under it"),
    (Action::InsideLink, "inside_link", "Selects the words of the link"),
    (Action::AroundLink, "around_link", "Selects the sentence of the link"),
    (Action::InsideMatch, "inside_match", "Selects what the search found, here or next"),
    (Action::AroundMatch, "around_match", "Selects the whole words of what the search found"),
    (Action::Highlight, "highlight", "Highlights the selection, else the focused sentence"),
    (Action::ColorYellow, "color_yellow", "Highlights in yellow, or makes the highlight yellow"),
    (Action::ColorGreen, "color_green", "Highlights in green, or makes the highlight green"),
    (Action::ColorBlue, "color_blue", "Highlights in blue, or makes the highlight blue"),
    (Action::ColorRed, "color_red", "Highlights in red, or makes the highlight red"),
    (Action::ColorPurple, "color_purple", "Highlights in purple, or makes the highlight purple"),
    (Action::Note, "note", "Writes a note on the selection, the highlight or the focused sentence"),
    (Action::ArticleNote, "article_note", "Writes a note on the whole article"),
    (Action::Tags, "tags", "Tags the highlight"),
    (Action::Delete, "delete", "Deletes the highlight with its note"),
    (Action::Undo, "undo", "Takes the last change back"),
    (Action::Redo, "redo", "Repeats what was taken back"),
    (Action::Repeat, "repeat", "Repeats the last change here, with the way its words were selected"),
    (Action::Copy, "copy", "Copies the selection, the highlight or the focused sentence"),
    (Action::CopyQuotation, "copy_quotation", "Copies the words with who says them and where they stand"),
    (Action::CopyCitation, "copy_citation", "Copies the article as a citation"),
    (Action::CopyNotes, "copy_notes", "Copies all that is noted on the article, as Markdown"),
    (
        Action::PlaceHere,
        "place_here",
        "Puts a note whose words are gone or stand in several places where it belongs",
    ),
    (Action::NotEntity, "not_an_entity", "Says that the name is nobody and nothing"),
    (Action::Rename, "rename", "Gives the entity another name"),
    (Action::SameEntity, "same_entity", "Says that two entities are one: press it on one, then on the other"),
    (Action::OtherEntity, "other_entity", "Says that one of its names is somebody else"),
    (Action::KindPerson, "kind_person", "Says that it is a person"),
    (Action::KindPlace, "kind_place", "Says that it is a place"),
    (Action::KindOrganization, "kind_organization", "Says that it is an organization"),
    (Action::AddPerson, "add_person", "Adds the selected words as a person"),
    (Action::AddPlace, "add_place", "Adds the selected words as a place"),
    (Action::AddOrganization, "add_organization", "Adds the selected words as an organization"),
    (Action::Speaker, "speaker", "Says who says the quotation"),
    (Action::Checked, "checked", "Says that the quotation was compared with its source"),
    (Action::Disputed, "disputed", "Says that the quotation is disputed"),
    (Action::SwitchPane, "switch_pane", "Goes to the other pane"),
    (Action::FocusPane, "focus_pane", "Goes to the side pane"),
    (Action::TogglePane, "toggle_pane", "Shows or hides the side pane"),
    (Action::NextTab, "next_tab", "Goes to the next tab"),
    (Action::PreviousTab, "previous_tab", "Goes to the tab before"),
    (Action::ShowPeople, "show_people", "Shows the people"),
    (Action::ShowPlaces, "show_places", "Shows the places"),
    (Action::ShowOrganizations, "show_organizations", "Shows the organizations"),
    (Action::ShowQuotes, "show_quotes", "Shows the quotations"),
    (Action::ShowNotes, "show_notes", "Shows highlights and notes"),
    (Action::OpenItem, "open_item", "Goes to what is chosen"),
    (Action::Articles, "articles", "Lists the articles"),
    (Action::NextArticle, "next_article", "Opens the next article"),
    (Action::PreviousArticle, "previous_article", "Opens the article before"),
    (Action::Filter, "filter", "Asks the library: shows the articles that fit a query"),
    (Action::FindTitle, "find_title", "Jumps to an article by some letters of its title"),
    (Action::NextUnread, "next_unread", "Goes to the next unread article"),
    (Action::ToggleRead, "toggle_read", "Marks the article as read or unread"),
    (Action::ToggleStar, "toggle_star", "Gives the article a star, or takes it away"),
    (Action::ToggleFolds, "toggle_folds", "Shows or folds what is not the article's text"),
    (Action::Wider, "wider", "Makes the text wider"),
    (Action::Narrower, "narrower", "Makes the text narrower"),
    (Action::Help, "help", "Shows the keys"),
    (Action::Commands, "commands", "Runs any action by its name"),
    (Action::Tour, "tour", "Begins the tour for newcomers, or ends it"),
    (Action::Redraw, "redraw", "Draws the screen anew"),
    (Action::Suspend, "suspend", "Goes back to the shell until `fg`"),
    (Action::Cancel, "cancel", "Goes one step back: ends the selection, the search, the popup"),
    (Action::Quit, "quit", "Leaves Byline"),
    (Action::SaveNote, "save_note", "Saves the note"),
    (Action::NewLine, "new_line", "Begins a new line"),
    (Action::EditOutside, "edit_outside", "Goes on writing in your editor"),
    (Action::Accept, "accept", "Takes what is written"),
    (Action::Complete, "complete", "Completes what is written"),
    (Action::ToggleRegex, "toggle_regex", "Searches for a regular expression, or for words again"),
    (Action::NextChoice, "next_choice", "Goes to the next choice"),
    (Action::PreviousChoice, "previous_choice", "Goes to the choice before"),
    (Action::EraseBack, "erase_back", "Erases the character before the cursor"),
    (Action::EraseForward, "erase_forward", "Erases the character at the cursor"),
    (Action::EraseWord, "erase_word", "Erases the word before the cursor"),
    (Action::EraseLine, "erase_line", "Erases back to the beginning of the line"),
    (Action::FieldLeft, "field_left", "Moves one character left"),
    (Action::FieldRight, "field_right", "Moves one character right"),
    (Action::FieldUp, "field_up", "Moves one line up"),
    (Action::FieldDown, "field_down", "Moves one line down"),
    (Action::FieldWordLeft, "field_word_left", "Moves one word left"),
    (Action::FieldWordRight, "field_word_right", "Moves one word right"),
    (Action::FieldStart, "field_start", "Moves to the beginning of the line"),
    (Action::FieldEnd, "field_end", "Moves to the end of the line"),
];

impl Action {
    /// Every action, in the order in which help lists them.
    pub const ALL: &'static [Self] = &{
        let mut all = [Self::LineDown; TABLE.len()];
        let mut idx = 0;
        while idx < TABLE.len() {
            all[idx] = TABLE[idx].0;
            idx += 1;
        }
        all
    };

    /// Returns the name used in settings and in the palette.
    pub fn name(self) -> &'static str {
        TABLE[self as usize].1
    }

    /// Returns what the action does, as a sentence without its full stop.
    pub fn doc(self) -> &'static str {
        TABLE[self as usize].2
    }

    /// Finds an action by its name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|action| action.name() == name)
    }

    /// Returns whether the action means something only while typing; the enum ends with those.
    pub fn is_typing(self) -> bool {
        self as usize >= Self::SaveNote as usize
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_table_stands_in_the_order_of_the_enum() {
        for (idx, (action, name, _)) in TABLE.iter().enumerate() {
            assert_eq!(*action as usize, idx, "{name}");
        }
    }

    #[test]
    fn every_action_has_a_name_of_its_own() {
        let names: HashSet<_> = Action::ALL.iter().map(|action| action.name()).collect();
        assert_eq!(names.len(), Action::ALL.len());
        assert!(Action::ALL.iter().all(|action| Action::parse(action.name()) == Some(*action)));
    }
}
