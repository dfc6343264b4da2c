import type { HelpKind, OwnHelpRequest } from '@jiedui/contracts';
import { useState, type ReactNode } from 'react';
import { call, operations } from '../api/index.js';
import { localTime } from '../messages/amounts.js';
import { Choices, Failure, useAct } from './own-acts.js';
import { useWords } from './page-words.js';

const kinds = ['wage', 'insurance', 'law', 'guidance', 'other'] as const satisfies readonly HelpKind[];

/** A few words to the labour office, and what it answered. */
export function HelpSection({ help, onChanged }: { help: readonly OwnHelpRequest[]; onChanged: () => Promise<void> }): ReactNode {
  const { t } = useWords();
  const [kind, setKind] = useState<HelpKind | null>(null);
  const [words, setWords] = useState('');
  const [sent, setSent] = useState(false);
  const ask = useAct(async () => {
    if (kind === null) return;
    await call(operations.ownWork.askForHelp, { kind, words: words.trim() });
    setKind(null); setWords(''); setSent(true);
    await onChanged();
  });
  return (
    <section>
      <h2>{t('own.help')}</h2>
      <div className="own-card">
        <h3>{t('own.help.kind')}</h3>
        <Choices of={kinds.map((value) => ({ value, label: t(`own.help.kind.${value}`) }))} chosen={kind} onChoose={(value) => { setKind(value); setSent(false); }} testId="own-help" />
        {kind !== null && (
          <>
            <label>{t('own.help.words')}<textarea rows={3} maxLength={500} value={words} onChange={(event) => setWords(event.target.value)} data-testid="own-help-words" /></label>
            <Failure error={ask.error} />
            <button type="button" className="own-main" disabled={ask.busy || words.trim() === ''} onClick={ask.run} data-testid="own-help-send">{t('own.help.send')}</button>
          </>
        )}
        {sent && <p className="own-good" role="status" data-testid="own-help-sent">{t('own.help.sent')}</p>}
      </div>
      {help.map((one) => (
        <article className="own-card" key={one.id} data-testid="own-help-item">
          <p className="own-hint">{t(`own.help.kind.${one.kind}`)} · {localTime(one.askedAt)}{one.byOffice && ` · ${t('own.help.byOffice')}`}</p>
          <p className="own-said">{one.words}</p>
          {one.answer === null ? <p className="own-hint">{t(one.state === 'taken' ? 'own.help.taken' : 'own.help.waiting', { day: one.dueOn })}</p> : <p className="own-answer" data-testid="own-help-answer"><strong>{t('own.help.answer')}</strong><br />{one.answer}</p>}
        </article>
      ))}
    </section>
  );
}
