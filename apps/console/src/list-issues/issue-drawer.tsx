import type { ListIssueEvent, ListIssueView } from '@jiedui/contracts';
import { useQuery } from '@tanstack/react-query';
import { Drawer, Skeleton, Timeline } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { call, operations } from '../api/index.js';
import { fullNumber, localTime, useTexts } from '../messages/index.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { usePhone } from '../shell/use-phone.js';
import { IssueActs } from './issue-acts.js';
import { IssueStateWord, placesOf, useAddressee } from './issue-words.js';

/** One issue: where it stands and what comes next, what it holds, what changed in the list since, who did what. */
export function IssueDrawer({ id, onClose }: { id: string | undefined; onClose: () => void }): ReactNode {
  const { t, pick } = useTexts();
  const phone = usePhone();
  const { data, error, refetch } = useQuery({ queryKey: ['list-issue', id], enabled: id !== undefined, queryFn: ({ signal }) => call(operations.listIssues.get, { id: id ?? '' }, signal) });
  const shown = id === undefined ? undefined : data;
  return (
    <Drawer
      open={id !== undefined} onClose={onClose} size={phone ? '100%' : 620} data-testid="issue-drawer" title={shown === undefined ? '' : shown.issue.number ?? `${pick(shown.issue.kindName)}${t('issue.unnumbered')}`}
      footer={shown === undefined || shown.issue.acts.length === 0 && shown.issue.number === null ? null : <IssueActs issue={shown.issue} />}
    >
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {shown === undefined && error === null && <Skeleton active />}
      {shown !== undefined && <Body issue={shown.issue} history={shown.history} />}
    </Drawer>
  );
}

function Body({ issue, history }: { issue: ListIssueView; history: readonly ListIssueEvent[] }): ReactNode {
  const { t, pick } = useTexts();
  const addressee = useAddressee(), { state } = issue, ours = issue.acts.includes('acknowledge');
  const reach = [issue.within?.name, issue.category?.name].filter((part) => part !== undefined).join('、');
  const rows: readonly (readonly [string, ReactNode])[] = [
    [t('issue.filter.kind'), pick(issue.kindName)], [t('issue.col.issuer'), <>{issue.issuer} <span className="muted">{issue.regionName} · {pick(issue.sideName)}</span></>], [t('issue.col.to'), addressee(issue)], [t('issue.reach'), reach === '' ? t('issue.reach.whole') : reach],
    ...(issue.issuedOn === null ? [] : [[t('issue.col.issuedOn'), <span key="on" className="figure">{issue.issuedOn}</span>] as const]), ...(issue.sums === null ? [] : [[t('issue.sums'), t(`issue.sums.${issue.kind}`, placesOf(issue.sums))] as const]),
    ...(issue.answer === null ? [] : [[t('issue.answer'), <>{issue.answer.words ?? ''} <span className="muted small">{issue.answer.by} · <span className="figure">{localTime(issue.answer.at)}</span></span></>] as const]),
    ...(issue.supersededBy === null ? [] : [[t('issue.later'), <Link key="later" to={`/list-issues?row=${issue.supersededBy.id}`}>{issue.supersededBy.number}</Link>] as const]), ...(issue.digest === null ? [] : [[t('issue.digest'), <span key="digest" className="figure small">{issue.digest}</span>] as const]),
  ];
  return (
    <>
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 10, alignItems: 'center', marginBottom: 14 }}><IssueStateWord issue={issue} /></div>
      {(state === 'draft' || state === 'published' || state === 'returned') && <div className="notice" data-testid="issue-next"><strong>{t('issue.next')}</strong><div>{t(state === 'published' && ours ? 'issue.next.published.ours' : `issue.next.${state}`)}</div></div>}
      <h2>{t('issue.facts')}</h2>
      <table className="plain-table light"><tbody>{rows.map(([label, value]) => <tr key={label}><th scope="row" className="muted" style={{ width: '26%', fontWeight: 400 }}>{label}</th><td style={{ overflowWrap: 'anywhere' }}>{value}</td></tr>)}</tbody></table>
      {issue.number === null ? state === 'draft' && <Preview issue={issue} /> : <Changes id={issue.id} />}
      <h2 style={{ marginTop: 22 }}>{t('issue.history')}</h2>
      <Timeline data-testid="issue-history" items={history.map((event, i) => ({ key: String(i), content: <div>{pick(event.actName)} <span className="muted small">{event.by} · <span className="figure">{localTime(event.at)}</span></span>{event.words !== null && <div className="muted" style={{ overflowWrap: 'anywhere' }}>{event.words}</div>}</div> }))} />
    </>
  );
}

/** How the live list stands to what was published. */
function Changes({ id }: { id: string }): ReactNode {
  const { t } = useTexts();
  const { data, error, refetch } = useQuery({ queryKey: ['list-issue-changes', id], queryFn: ({ signal }) => call(operations.listIssues.changes, { id }, signal) });
  return (
    <>
      <h2 style={{ marginTop: 22 }}>{t('issue.changes')}</h2>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Skeleton active title={false} paragraph={{ rows: 1 }} />}
      {data !== undefined && <p data-testid="issue-changes">{data.changed + data.gone + data.come === 0 ? t('issue.changes.none') : t('issue.changes.some', { changed: fullNumber(data.changed), gone: fullNumber(data.gone), come: fullNumber(data.come) })}</p>}
    </>
  );
}

/** What a draft would hold if it were published now; for its issuer. */
function Preview({ issue }: { issue: ListIssueView }): ReactNode {
  const { t } = useTexts();
  const isIssuer = issue.acts.includes('publish');
  const { data } = useQuery({
    queryKey: ['list-issue-changes', issue.id, 'preview'], enabled: isIssuer,
    queryFn: ({ signal }) => call(operations.listIssues.preview, { programme: issue.programme, kind: issue.kind, side: issue.side, region: issue.region, ...(issue.counterpart === null ? {} : { counterpart: issue.counterpart.region }), ...(issue.within === null ? {} : { within: issue.within.region }), ...(issue.category === null ? {} : { category: issue.category.code }) }, signal),
  });
  return data === undefined ? null : <p className="muted" style={{ marginTop: 12 }} data-testid="issue-preview">{data.rows === 0 ? t('issue.preview.none') : t(`issue.preview.${issue.kind}`, placesOf(data))}</p>;
}
