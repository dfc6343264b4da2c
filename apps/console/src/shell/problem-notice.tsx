import { App, Button } from 'antd';
import type { ReactNode } from 'react';
import { problemOf } from '../api/index.js';
import { useTexts } from '../messages/index.js';

/** What went wrong in the server's words, the fields it names, and a way on. */
export function ProblemNotice({ error, onRetry }: { error: unknown; onRetry?: () => void }): ReactNode {
  const { t, pick } = useTexts();
  const problem = problemOf(error), said = pick(problem.message);
  // A field that says what the whole says already adds nothing.
  const fields = problem.fields.filter((field) => !said.includes(pick(field.message)));
  return (
    <div className="notice bad" role="alert" data-testid="problem">
      <strong>{said}</strong>
      {fields.length > 0 && (
        <ul style={{ margin: '6px 0 0', paddingInlineStart: 18 }}>
          {fields.map((field, i) => <li key={`${field.field}-${String(i)}`}>{pick(field.message)}</li>)}
        </ul>
      )}
      {problem.correlationId !== undefined && <div className="muted small">{t('state.reference', { id: problem.correlationId.slice(0, 8) })}</div>}
      {onRetry !== undefined && <div style={{ marginTop: 8 }}><Button size="small" onClick={onRetry}>{t('act.retry')}</Button></div>}
    </div>
  );
}

/** Says a refusal of an act in passing, with its fields. */
export function useProblemMessage(): (error: unknown) => void {
  const { message } = App.useApp();
  const { pick } = useTexts();
  return (error) => {
    const problem = problemOf(error), said = pick(problem.message);
    void message.error([said, ...problem.fields.map((field) => pick(field.message)).filter((one) => !said.includes(one)).slice(0, 3)].join(' '), 6);
  };
}
