import { useCallback, useMemo } from 'react';
import { useLocation, useNavigate, useSearchParams } from 'react-router';
import { pageSizes, type Position } from './pager.js';

export interface Address {
  /** A filter in the address; undefined when not set. */
  readonly get: (name: string) => string | undefined;
  /** Sets or (undefined) clears filters; the list starts anew unless `keep` says the place stays. */
  readonly set: (changes: Readonly<Record<string, string | undefined>>, keep?: boolean) => void;
  /** Opens something over the list as a step of its own: going back closes it. `close` is that step back, also from a link that was sent. */
  readonly open: (changes: Readonly<Record<string, string | undefined>>) => void;
  readonly close: (changes: Readonly<Record<string, string | undefined>>) => void;
  readonly position: Position;
  readonly move: (position: Position) => void;
}

const places = ['cursor', 'last'];
/** Marks a step that `open` made. */
const overList = 'over-list';

/** Filters and place of a list live in the address, so that a link can be sent. `prefix` keeps two lists of a page apart. */
export function useAddress(prefix = ''): Address {
  const [parameters, setParameters] = useSearchParams();
  const navigate = useNavigate();
  const { state } = useLocation();
  const isOver = state === overList;
  const change = useCallback((changes: Readonly<Record<string, string | undefined>>, keep: boolean, how: { readonly replace: boolean; readonly state: string | null }) => {
    setParameters((current) => {
      const next = new URLSearchParams(current);
      if (!keep) for (const place of places) next.delete(prefix + place);
      for (const [name, value] of Object.entries(changes)) {
        if (value === undefined || value === '') next.delete(prefix + name);
        else next.set(prefix + name, value);
      }
      return next;
    }, { ...how, preventScrollReset: true });
  }, [prefix, setParameters]);
  const set = useCallback<Address['set']>((changes, keep = false) => change(changes, keep, { replace: true, state: isOver ? overList : null }), [change, isOver]);
  const open = useCallback<Address['open']>((changes) => change(changes, true, { replace: isOver, state: overList }), [change, isOver]);
  const close = useCallback<Address['close']>((changes) => { if (isOver) void navigate(-1); else change(changes, true, { replace: true, state: null }); }, [change, isOver, navigate]);
  return useMemo<Address>(() => {
    const get = (name: string): string | undefined => parameters.get(prefix + name) ?? undefined;
    const size = pageSizes.find((one) => String(one) === get('size')) ?? pageSizes[0];
    const cursor = get('cursor');
    return {
      get, set, open, close,
      position: { size, ...(cursor === undefined ? {} : { cursor }), ...(get('last') === 'true' ? { last: 'true' as const } : {}) },
      move: (position) => set({ size: position.size === pageSizes[0] ? undefined : String(position.size), cursor: position.cursor, last: position.last }),
    };
  }, [parameters, prefix, set, open, close]);
}
