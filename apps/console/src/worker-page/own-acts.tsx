import { useRef, useState, type ReactNode } from 'react';
import { problemOf } from '../api/index.js';
import { useWords } from './page-words.js';

/** One act at a time: under way, done, or why not. */
export function useAct(work: () => Promise<void>): { readonly run: () => void; readonly busy: boolean; readonly error: unknown } {
  const [state, setState] = useState<{ busy: boolean; error: unknown }>({ busy: false, error: null });
  const under = useRef(false);
  const run = (): void => {
    if (under.current) return;
    under.current = true;
    setState({ busy: true, error: null });
    work().then(() => setState({ busy: false, error: null }), (error: unknown) => setState({ busy: false, error })).finally(() => { under.current = false; });
  };
  return { ...state, run };
}

/** Why something was not done, in the server's words. */
export function Failure({ error }: { error: unknown }): ReactNode {
  const { t, pick } = useWords();
  if (error === null) return null;
  const { status, message } = problemOf(error);
  return <p className="own-wrong" role="alert" data-testid="own-failure">{status === 0 ? t('own.offline') : status === 401 ? t('own.noLink') : pick(message)}</p>;
}

/** A choice among a few, as large buttons. */
export function Choices<T extends string>({ of, chosen, onChoose, testId }: { of: readonly { readonly value: T; readonly label: string }[]; chosen: T | null; onChoose: (value: T) => void; testId: string }): ReactNode {
  return <div className="own-choices" role="radiogroup">{of.map(({ value, label }) => <button key={value} type="button" role="radio" aria-checked={chosen === value} className={chosen === value ? 'chosen' : ''} onClick={() => onChoose(value)} data-testid={`${testId}-${value}`}>{label}</button>)}</div>;
}

/** A no with its reason and, if wished, words. */
export function NoForm<T extends string>({ text, reasons, confirm, onBack, onNo }: { text: string; reasons: readonly { readonly value: T; readonly label: string }[]; confirm: string; onBack: () => void; onNo: (reason: T, words: string) => Promise<void> }): ReactNode {
  const { t } = useWords();
  const [reason, setReason] = useState<T | null>(null);
  const [words, setWords] = useState('');
  const act = useAct(async () => { if (reason !== null) await onNo(reason, words.trim()); });
  return (
    <div data-testid="own-no-form">
      <h3>{t('own.why')}</h3>
      <Choices of={reasons} chosen={reason} onChoose={setReason} testId="own-reason" />
      <label>{t('own.why.words')}<textarea rows={2} maxLength={200} value={words} onChange={(event) => setWords(event.target.value)} data-testid="own-words" /></label>
      <p className="own-hint">{text}</p>
      <Failure error={act.error} />
      <div className="own-row">
        <button type="button" className="own-danger" disabled={reason === null || act.busy} onClick={act.run} data-testid="own-no-confirm">{confirm}</button>
        <button type="button" onClick={onBack}>{t('own.back')}</button>
      </div>
    </div>
  );
}

/** What is known of a job, line by line. */
export function Facts({ of }: { of: readonly (readonly [label: string, value: string | null])[] }): ReactNode {
  const { t } = useWords();
  return <dl className="own-facts">{of.map(([label, value]) => <div key={label}><dt>{label}</dt><dd>{value ?? t('own.unknown')}</dd></div>)}</dl>;
}
