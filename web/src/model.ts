// What the server answers; src/serve/openapi.json says it in full. Fields that the page does not read are left out.
export type Quad = 1 | 2 | 3 | 4;
export type Modality = "actual" | "future" | "hypothetical" | "negated" | "historical";
export type Step = "week" | "month";
export type Count = "stories" | "groups" | "rows";

export interface List<T> {
  items: T[];
  total: number;
  next: string | null;
}

export interface Overview {
  generation: number;
  events: number;
  documents: number;
  stories: number;
  first_day: string | null;
  last_day: string | null;
  outlets: number;
  languages: { language: string; documents: number }[];
  months: { month: string; events: number; documents: number }[];
  types: { event_type: string; stories: number }[];
}

export interface Moving {
  a: string;
  b: string;
  a_name: string;
  b_name: string;
  stories: number;
  share: number;
  share_low: number;
  share_high: number;
  change: number;
  probability: number;
  share_before?: number;
}

export interface ActorItem {
  code: string;
  name: string;
  country: string | null;
  sector: string | null;
  wikidata: string | null;
  stories: number;
}

export interface Actor {
  code: string;
  name: string;
  names: { id: string | null; en: string | null };
  /** What the articles call it. */
  called?: { name: string; events: number }[];
  country: string | null;
  sector: string | null;
  wikidata?: string | null;
  offices: { person: string; title: string; from: string | null; to: string | null }[];
  partners: { code: string; name: string; stories: number; share: number | null; share_low?: number; share_high?: number }[];
  types: { event_type: string; stories: number }[];
  stories: number;
}

export interface PairItem {
  a: string;
  b: string;
  a_name: string;
  b_name: string;
  stories: number;
  cooperative: number;
  conflictual: number;
  share: number;
  share_low: number;
  share_high: number;
}

export interface Period {
  start: string;
  observed: boolean;
  stories: number;
  quad1: number;
  quad2: number;
  quad3: number;
  quad4: number;
  share: number;
  share_low: number;
  share_high: number;
  level: number;
  level_low: number;
  level_high: number;
  volume_level: number;
  change_probability: number;
}

export interface Change {
  start: string;
  from: string;
  to: string;
  probability: number;
  before: number;
  after: number;
  mix: { event_type: string; before: number; after: number; part: number }[];
  stories: { story_id: string; event_type: string; day: string; text: string }[];
}

export interface Other {
  start: string;
  future: number;
  hypothetical: number;
  negated: number;
  historical: number;
}

export interface Pair {
  a: string;
  b: string;
  a_name: string;
  b_name: string;
  step: Step;
  periods: Period[];
  changes: Change[];
  types: { event_type: string; stories: number }[];
  speakers: { name: string; stories: number }[];
  other: Other[];
}

export interface StoryItem {
  story_id: string;
  first_day: string | null;
  last_day: string | null;
  event_type: string;
  event_mode: string | null;
  quad_class: Quad;
  modality: Modality;
  a: string | null;
  b: string | null;
  actor_name: string | null;
  recipient_name: string | null;
  goldstein: number | null;
  documents: number;
  outlets: number | string[];
  languages: string[];
  text: string | null;
}

export interface Attribution {
  name: string | null;
  code: string | null;
  kind: "speaker" | "agency" | "outlet";
  text: string | null;
}

export interface Event {
  event_id: string;
  event_group: string;
  story_id: string | null;
  doc_id: string;
  url: string | null;
  outlet: string | null;
  title: string | null;
  author: string | null;
  language: string;
  published: string | null;
  sentence: number;
  evidence_text: string;
  evidence_begin: number;
  evidence_end: number;
  event_type: string;
  event_mode: string | null;
  contexts: string[];
  quad_class: Quad;
  intensity: number;
  cameo_code: string | null;
  goldstein: number | null;
  modality: Modality;
  actor_text: string | null;
  actor_begin: number | null;
  actor_end: number | null;
  actor_name: string | null;
  actor_code: string | null;
  actor_wikidata: string | null;
  recipient_text: string | null;
  recipient_begin: number | null;
  recipient_end: number | null;
  recipient_name: string | null;
  recipient_code: string | null;
  recipient_wikidata: string | null;
  trigger_text: string;
  trigger_begin: number;
  trigger_end: number;
  date_start: string | null;
  date_end: string | null;
  date_precision: string | null;
  date_text: string | null;
  place_text: string | null;
  place_name: string | null;
  place_country: string | null;
  latitude: number | null;
  longitude: number | null;
  attribution: Attribution[];
  is_quote: boolean;
  confidence: number;
  rule: string;
  kawat_version: string;
  copy_of: string | null;
}

export interface Story extends StoryItem {
  sources: Event[];
  disagreements: { field: string; values: { value: unknown; documents: string[] }[] }[];
}

export interface Article {
  doc_id: string;
  url: string | null;
  outlet: string | null;
  title: string | null;
  author: string | null;
  language: string;
  published: string | null;
  text: string | null;
  events: Event[];
}

export interface Network {
  nodes: { code: string; name: string; stories: number; strength: number; community: number }[];
  edges: { a: string; b: string; stories: number; share: number; share_low?: number; share_high?: number }[];
}

export interface Place {
  country: string | null;
  place_name: string;
  /** Null where only the state is known. */
  latitude: number | null;
  longitude: number | null;
  stories: number;
  cooperative: number;
  conflictual: number;
}

export interface Coded {
  document: { language: string; published: string | null; text: string };
  events: Event[];
  explanation: { sentence: number; begin: number; end: number; text: string; notes: string[] }[];
}

export type Verdict = "wrong" | "recode" | "right";

export interface Correction {
  event_id: string;
  verdict: Verdict;
  event_type?: string | null;
  event_mode?: string | null;
  modality?: string | null;
  actor_code?: string | null;
  recipient_code?: string | null;
  date_start?: string | null;
  note?: string | null;
  created?: string | null;
}
