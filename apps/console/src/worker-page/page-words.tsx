import type { Text2 } from '@jiedui/contracts';
import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import { workerPageMessages } from '../messages/worker-page-messages.js';

type Key = keyof typeof workerPageMessages;
interface Words { readonly t: (key: Key, values?: Readonly<Record<string, string | number>>) => string; readonly pick: (text: Text2) => string; readonly change: () => void }

const Context = createContext<Words | null>(null);

/** Words of this page alone, so that a phone does not load those of the whole console. */
export function PageWords({ children }: { children: ReactNode }): ReactNode {
  const [english, setEnglish] = useState(() => localStorage.getItem('jiedui.language') === 'en');
  useEffect(() => {
    localStorage.setItem('jiedui.language', english ? 'en' : 'zh');
    document.documentElement.lang = english ? 'en' : 'zh-CN';
    document.title = workerPageMessages['own.title'][english ? 1 : 0];
  }, [english]);
  const words = useMemo<Words>(() => ({
    t: (key, values = {}) => workerPageMessages[key][english ? 1 : 0].replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place)),
    pick: (text) => (english ? text.en : text.zh), change: () => setEnglish(!english),
  }), [english]);
  return <Context.Provider value={words}>{children}</Context.Provider>;
}

export function useWords(): Words {
  const words = useContext(Context);
  if (words === null) throw new Error('useWords outside PageWords');
  return words;
}
