import type { Text2 } from '@jiedui/contracts';
import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import { catalogue, type MessageKey } from './catalogue.js';

export type Language = 'zh' | 'en';
type Values = Readonly<Record<string, string | number>>;

export interface Texts {
  readonly language: Language;
  readonly setLanguage: (language: Language) => void;
  /** A message of the catalogue with its `{name}` places filled. */
  readonly t: (key: MessageKey, values?: Values) => string;
  /** The reader's half of a text that came with the data. */
  readonly pick: (text: Text2) => string;
}

const storageKey = 'jiedui.language';
const Context = createContext<Texts | null>(null);

function fill(text: string, values: Values): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}

export function LanguageProvider({ children }: { children: ReactNode }): ReactNode {
  const [language, setLanguage] = useState<Language>(() => (localStorage.getItem(storageKey) === 'en' ? 'en' : 'zh'));
  useEffect(() => {
    localStorage.setItem(storageKey, language);
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
    document.title = catalogue['app.name'][language === 'zh' ? 0 : 1];
  }, [language]);
  const texts = useMemo<Texts>(() => ({
    language, setLanguage,
    t: (key, values = {}) => fill(catalogue[key][language === 'zh' ? 0 : 1], values),
    pick: (text) => (language === 'zh' ? text.zh : text.en),
  }), [language]);
  return <Context.Provider value={texts}>{children}</Context.Provider>;
}

export function useTexts(): Texts {
  const texts = useContext(Context);
  if (texts === null) throw new Error('useTexts outside LanguageProvider');
  return texts;
}
