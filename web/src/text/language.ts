// The language of the interface: the reader's choice here, else the browser's.
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { en, type Strings } from "./en.ts";
import { id } from "./id.ts";
import { stored } from "../settings.ts";

export type Language = "id" | "en";
export const STRINGS: Record<Language, Strings> = { id, en };

export function firstLanguage(wished: string | null): Language {
  const chosen = wished ?? stored("language");
  if (chosen === "id" || chosen === "en") return chosen;
  const speaks = navigator.languages?.length ? navigator.languages : [navigator.language];
  for (const tag of speaks) {
    if (/^(id|ms|jv|su)\b/.test(tag)) return "id";
    if (/^en\b/.test(tag)) return "en";
  }
  return "en";
}

export const LanguageContext = createContext<Language>("en");
export function useText(): { language: Language; t: Strings } {
  const language = useContext(LanguageContext);
  return { language, t: STRINGS[language] };
}
