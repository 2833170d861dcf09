/** The JSON of writing a warning: previews of its words, suggestions of templates, lists to choose from. */

import type { Api } from './derived';

export type PreviewText = Api['PreviewTextShape'];

/** What would be told, and what it takes to tell it; `troubles`: templates that had to give way, and the like. */
export type Preview = Api['PreviewShape'];

export type SuggestedText = Api['SuggestedTextShape'];

export type Suggestion = Api['SuggestionShape'];

export type Division = Api['DivisionShape'];

export type Group = Api['GroupShape'];

export type Waterway = Api['WaterwayShape'];
