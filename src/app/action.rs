//! Everything a key or a command can mean. Help, the palette, the settings and the manual are made from this.

/// Makes the enum and its table out of one list: the action, its name in settings and in the palette, and what it does.
macro_rules! actions {
    ($($action:ident $name:literal $doc:literal;)*) => {
        /// What a key or a command means.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum Action {
            $(#[doc = $doc] $action,)*
        }

        /// Name and meaning of every action, in the order of the enum.
        const TABLE: &[(&str, &str)] = &[$(($name, $doc)),*];

        impl Action {
            /// Every action, in the order in which help lists them.
            pub const ALL: &'static [Self] = &[$(Self::$action),*];
        }
    };
}

actions! {
    // Going through the text
    LineDown "line_down" "Goes one row down";
    LineUp "line_up" "Goes one row up";
    HalfPageDown "half_page_down" "Goes half a page down";
    HalfPageUp "half_page_up" "Goes half a page up";
    PageDown "page_down" "Goes a page down";
    PageUp "page_up" "Goes a page up";
    Top "top" "Goes to the beginning";
    Bottom "bottom" "Goes to the end";
    NextSentence "next_sentence" "Goes to the next sentence";
    PreviousSentence "previous_sentence" "Goes to the sentence before";
    NextParagraph "next_paragraph" "Goes to the next paragraph";
    PreviousParagraph "previous_paragraph" "Goes to the paragraph before";
    NextHeading "next_heading" "Goes to the next heading";
    PreviousHeading "previous_heading" "Goes to the heading before";
    Center "center" "Puts the focused sentence in the middle";
    Back "back" "Goes back to where the last jump began";
    Forward "forward" "Goes forward again after going back";
    SetMark "set_mark" "Marks this place with the letter that is pressed next";
    GoToMark "go_to_mark" "Goes to the place marked with the letter pressed next, or back";
    Jump "jump" "Shows two letters on everything in sight; typing them goes there";
    // Finding
    Search "search" "Searches the article";
    SearchWord "search_word" "Searches the selected words, or the name or word at the cursor";
    NextMatch "next_match" "Goes to the next match";
    PreviousMatch "previous_match" "Goes to the match before";
    NextMention "next_mention" "Goes to the next mention of the chosen entity, or of any";
    PreviousMention "previous_mention" "Goes to the mention before";
    NextQuotation "next_quotation" "Goes to the next quotation";
    PreviousQuotation "previous_quotation" "Goes to the quotation before";
    NextAnnotation "next_annotation" "Goes to the next highlight or note";
    PreviousAnnotation "previous_annotation" "Goes to the highlight or note before";
    // Selecting
    Select "select" "Begins to select, at the focused sentence";
    SelectParagraph "select_paragraph" "Selects whole paragraphs";
    SelectAgain "select_again" "Selects again what was selected last";
    CursorLeft "cursor_left" "Moves the cursor left";
    CursorRight "cursor_right" "Moves the cursor right";
    NextWord "next_word" "Moves to the next word";
    PreviousWord "previous_word" "Moves to the word before";
    WordEnd "word_end" "Moves to the end of the word";
    RowStart "row_start" "Moves to the beginning of the row";
    RowEnd "row_end" "Moves to the end of the row";
    SwapEnds "swap_ends" "Moves to the other end of the selection";
    Grow "grow" "Grows the selection: name, quotation, sentence, paragraph, section";
    Shrink "shrink" "Shrinks the selection to what it grew from, or to something smaller";
    InsideWord "inside_word" "Selects the word";
    AroundWord "around_word" "Selects the word and the space after it";
    InsideSentence "inside_sentence" "Selects the sentence";
    AroundSentence "around_sentence" "Selects the sentence and the space after it";
    InsideParagraph "inside_paragraph" "Selects the paragraph";
    AroundParagraph "around_paragraph" "Selects the paragraph and the space after it";
    InsideQuotation "inside_quotation" "Selects the quoted words";
    AroundQuotation "around_quotation" "Selects the quotation with its marks, its cue and its speaker";
    InsideEntity "inside_entity" "Selects the name";
    AroundEntity "around_entity" "Selects the name with the word before it, such as a title";
    InsideHighlight "inside_highlight" "Selects the highlight";
    AroundHighlight "around_highlight" "Selects the paragraphs of the highlight";
    InsideSection "inside_section" "Selects what stands under the heading";
    AroundSection "around_section" "Selects the heading and what stands under it";
    InsideLink "inside_link" "Selects the words of the link";
    AroundLink "around_link" "Selects the sentence of the link";
    InsideMatch "inside_match" "Selects what the search found, here or next";
    AroundMatch "around_match" "Selects the whole words of what the search found";
    // Annotating
    Highlight "highlight" "Highlights the selection, else the focused sentence";
    ColorYellow "color_yellow" "Highlights in yellow, or makes the highlight yellow";
    ColorGreen "color_green" "Highlights in green, or makes the highlight green";
    ColorBlue "color_blue" "Highlights in blue, or makes the highlight blue";
    ColorRed "color_red" "Highlights in red, or makes the highlight red";
    ColorPurple "color_purple" "Highlights in purple, or makes the highlight purple";
    HighlightAll "highlight_all" "Highlights every occurrence of the selection, the search, the name or the word, at once";
    KeepQuotation "keep_quotation" "Highlights the quotation, with who says it as its tag";
    Note "note" "Writes a note on the selection, the highlight or the focused sentence";
    ArticleNote "article_note" "Writes a note on the whole article";
    Tags "tags" "Tags the highlight";
    Delete "delete" "Deletes the highlight with its note";
    Undo "undo" "Takes the last change back";
    Redo "redo" "Repeats what was taken back";
    Repeat "repeat" "Repeats the last change here, with the way its words were selected";
    Copy "copy" "Copies the selection, the highlight or the focused sentence";
    CopyQuotation "copy_quotation" "Copies the words with who says them and where they stand";
    CopyCitation "copy_citation" "Copies the article as a citation";
    CopyNotes "copy_notes" "Copies all that is noted on the article, as Markdown";
    Export "export" "Writes the highlights and notes on the article, or on the selection, into a file";
    PlaceHere "place_here" "Puts a note whose words are gone or stand in several places where it belongs";
    // Correcting
    NotEntity "not_an_entity" "Says that the name is nobody and nothing";
    Rename "rename" "Gives the entity another name";
    SameEntity "same_entity" "Says that two entities are one: press it on one, then on the other";
    OtherEntity "other_entity" "Says that one of its names is somebody else";
    KindPerson "kind_person" "Says that it is a person";
    KindPlace "kind_place" "Says that it is a place";
    KindOrganization "kind_organization" "Says that it is an organization";
    AddPerson "add_person" "Adds the selected words as a person";
    AddPlace "add_place" "Adds the selected words as a place";
    AddOrganization "add_organization" "Adds the selected words as an organization";
    Speaker "speaker" "Says who says the quotation";
    Checked "checked" "Says that the quotation was compared with its source";
    Disputed "disputed" "Says that the quotation is disputed";
    // The side pane and the list
    SwitchPane "switch_pane" "Goes to the other pane";
    FocusPane "focus_pane" "Goes to the side pane";
    TogglePane "toggle_pane" "Shows or hides the side pane";
    NextTab "next_tab" "Goes to the next tab";
    PreviousTab "previous_tab" "Goes to the tab before";
    ShowPeople "show_people" "Shows the people";
    ShowPlaces "show_places" "Shows the places";
    ShowOrganizations "show_organizations" "Shows the organizations";
    ShowQuotes "show_quotes" "Shows the quotations";
    ShowNotes "show_notes" "Shows highlights and notes";
    OpenItem "open_item" "Goes to what is chosen";
    Articles "articles" "Lists the articles";
    NextArticle "next_article" "Opens the next article";
    PreviousArticle "previous_article" "Opens the article before";
    Filter "filter" "Asks the library: shows the articles that fit a query";
    FindTitle "find_title" "Jumps to an article by some letters of its title";
    NextUnread "next_unread" "Goes to the next unread article";
    ToggleRead "toggle_read" "Marks the article as read or unread";
    ToggleStar "toggle_star" "Gives the article a star, or takes it away";
    Unfold "unfold" "Shows the articles that are nearly the same as this one, or folds them again";
    Refresh "refresh" "Asks the feeds for what is new";
    OpenAddress "open_address" "Fetches a page by its address, adds it to the library and opens it; or subscribes to a feed";
    FullText "full_text" "Fetches the whole article where a feed gave only a part of it";
    Changes "changes" "Shows what was changed since earlier versions of the article";
    ShowNew "show_new" "Lists the articles anew, with what has come since";
    // The desk
    ToggleFolds "toggle_folds" "Shows or folds what is not the article's text";
    Wider "wider" "Makes the text wider";
    Narrower "narrower" "Makes the text narrower";
    RecordMacro "record_macro" "Records what is done from here on under the letter pressed next, or ends that";
    PlayMacro "play_macro" "Does what was recorded under the letter pressed next";
    Zen "zen" "Shows nothing but the text, or the desk again";
    Settings "settings" "Changes a setting, for now and in the settings file";
    Help "help" "Shows the keys";
    Commands "commands" "Runs any action by its name";
    Tour "tour" "Begins the tour for newcomers, or ends it";
    Redraw "redraw" "Draws the screen anew";
    Suspend "suspend" "Goes back to the shell until `fg`";
    Cancel "cancel" "Goes one step back: ends the selection, the search, the popup";
    Quit "quit" "Leaves Byline";
    // Writing
    SaveNote "save_note" "Saves the note";
    NewLine "new_line" "Begins a new line";
    EditOutside "edit_outside" "Goes on writing in your editor";
    Accept "accept" "Takes what is written";
    Complete "complete" "Completes what is written";
    ToggleRegex "toggle_regex" "Searches for a regular expression, or for words again";
    NextChoice "next_choice" "Goes to the next choice";
    PreviousChoice "previous_choice" "Goes to the choice before";
    EraseBack "erase_back" "Erases the character before the cursor";
    EraseForward "erase_forward" "Erases the character at the cursor";
    EraseWord "erase_word" "Erases the word before the cursor";
    EraseLine "erase_line" "Erases back to the beginning of the line";
    FieldLeft "field_left" "Moves one character left";
    FieldRight "field_right" "Moves one character right";
    FieldUp "field_up" "Moves one line up";
    FieldDown "field_down" "Moves one line down";
    FieldWordLeft "field_word_left" "Moves one word left";
    FieldWordRight "field_word_right" "Moves one word right";
    FieldStart "field_start" "Moves to the beginning of the line";
    FieldEnd "field_end" "Moves to the end of the line";
}

impl Action {
    /// Returns the name used in settings and in the palette.
    pub fn name(self) -> &'static str {
        TABLE[self as usize].0
    }

    /// Returns what the action does, as a sentence without its full stop.
    pub fn doc(self) -> &'static str {
        TABLE[self as usize].1
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
    fn every_action_has_a_name_of_its_own() {
        let names: HashSet<_> = Action::ALL.iter().map(|action| action.name()).collect();
        assert_eq!(names.len(), Action::ALL.len());
        assert!(Action::ALL.iter().all(|action| Action::parse(action.name()) == Some(*action)));
    }
}
