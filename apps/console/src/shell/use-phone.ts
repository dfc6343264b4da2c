import { useSyncExternalStore } from 'react';

const query = window.matchMedia('(max-width: 767px)');

/** Whether the screen is a phone's: tables become cards and the navigation a bottom bar. */
export function usePhone(): boolean {
  return useSyncExternalStore((changed) => {
    query.addEventListener('change', changed);
    return () => query.removeEventListener('change', changed);
  }, () => query.matches);
}
