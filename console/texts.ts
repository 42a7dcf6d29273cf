import type { Language } from '../domain/plan.ts';
import { ENGLISH } from './texts-en.ts';
import { FRENCH } from './texts-fr.ts';

export type TextKey = keyof typeof ENGLISH;
export type Values = Readonly<Record<string, string | number>>;
/** Says a text of the console in one language, with its gaps filled in. */
export type Say = (key: TextKey, values?: Values) => string;

const TEXTS: Readonly<Record<Language, Readonly<Record<TextKey, string>>>> = {
  en: ENGLISH,
  fr: FRENCH,
};

/** The console's voice in a language. A gap without a value stays empty. */
export function sayIn(language: Language): Say {
  return (key, values = {}) =>
    TEXTS[language][key].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}

/** Is there a text of this name? For codes that come from the engine and may be newer than it. */
export function isTextKey(key: string): key is TextKey {
  return Object.hasOwn(ENGLISH, key);
}
