import type { DeadLetterView } from '@jiedui/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button, Input, Segmented, Select } from 'antd';
import { useEffect, type ReactNode } from 'react';
import { call, operations } from '../api/index.js';
import { fullNumber, localTime, unknownMark, useTexts } from '../messages/index.js';
import { useActor } from '../shell/actor-context.js';
import { ForbiddenPage } from '../shell/error-pages.js';
import { Pager, Total } from '../shell/pager.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { RecordsTable, type RecordColumn } from '../shell/records-table.js';
import { StateWord } from '../shell/state-word.js';
import { useAddress, type Address } from '../shell/use-address.js';
import { usePhone } from '../shell/use-phone.js';
import './dead-letters.css';
import { LetterDrawer } from './letter-drawer.js';
import { consumerWords, factWords, letterReasons, letterServiceOf, letterState, type LetterService } from './letter-words.js';
import { useOpenLetters, type OpenLetters } from './use-open-letters.js';

/** Messages between services that could not be carried out, for the person who decides on them. */
export function DeadLettersPage(): ReactNode {
  const { may } = useActor();
  return may('operations.read') ? <Letters /> : <ForbiddenPage />;
}

function Letters(): ReactNode {
  const { t } = useTexts();
  const address = useAddress();
  const counts = useOpenLetters(true);
  const named = letterServiceOf(address.get('service'));
  const waiting = counts.some((count) => count.total === undefined && count.error === null);
  const first = waiting ? undefined : counts.find((count) => (count.total ?? 0) > 0)?.service ?? counts[0]?.service;
  // Written into the address, so that the choice stays when the last letter of that service is decided.
  const { set } = address;
  useEffect(() => { if (named === undefined && first !== undefined) set({ service: first }, true); }, [named, first, set]);
  return (
    <>
      <div className="page-head" style={{ marginBottom: 6 }}><h1>{t('letter.title')}</h1></div>
      <p className="muted" style={{ marginBottom: 14 }}>{t('letter.what')}</p>
      <Services counts={counts} chosen={named} onChoose={(service) => address.set({ service, reason: undefined, search: undefined })} />
      {named !== undefined && <LettersOf key={named} service={named} address={address} />}
      {named === undefined && <RecordsTable testId="letters-table" rows={undefined} rowKey={() => ''} columns={[]} empty={null} />}
    </>
  );
}

function Services({ counts, chosen, onChoose }: { counts: readonly OpenLetters[]; chosen: LetterService | undefined; onChoose: (service: LetterService) => void }): ReactNode {
  const { t } = useTexts();
  return (
    <div className="letter-services" role="group" aria-label={t('letter.service')}>
      {counts.map(({ service, total, exact }) => {
        const name = t(`letter.service.${service}`), n = total === undefined ? unknownMark : `${fullNumber(total)}${exact ? '' : '+'}`;
        return (
          <button key={service} type="button" aria-pressed={service === chosen} aria-label={t('letter.service.open', { service: name, n })} onClick={() => onChoose(service)} data-testid={`letter-service-${service}`}>
            <span>{name}</span><span className={(total ?? 0) > 0 ? 'n some' : 'n'}>{n}</span>
          </button>
        );
      })}
    </div>
  );
}

const states = ['open', 'decided'] as const;

function LettersOf({ service, address }: { service: LetterService; address: Address }): ReactNode {
  const state = states.find((one) => one === address.get('state')) ?? 'open';
  const reason = letterReasons.find((one) => one === address.get('reason'));
  const search = address.get('search');
  const { data, error, refetch, isPlaceholderData } = useQuery({
    queryKey: ['dead-letters', service, state, reason, search, address.position], placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call(operations.deadLetters[service].list, { state, ...(reason === undefined ? {} : { reason }), ...(search === undefined ? {} : { search }), ...address.position }, signal),
  });
  const columns = useColumns();
  const isNarrowed = reason !== undefined || search !== undefined;
  return (
    <>
      <Filters address={address} state={state} />
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {data !== undefined && data.total > 0 && <div style={{ marginBottom: 8 }}><Total page={data} /></div>}
      {(error === null || data !== undefined) && (
        <RecordsTable
          testId="letters-table" rows={data?.items} rowKey={(letter) => letter.id} busy={isPlaceholderData} onOpen={(letter) => address.open({ id: letter.id })}
          scrollX={1140} columns={columns} empty={<Empty service={service} state={state} onClear={isNarrowed ? () => address.set({ reason: undefined, search: undefined }) : null} />}
        />
      )}
      <Pager page={data} position={address.position} onMove={address.move} />
      <LetterDrawer
        service={service} id={address.get('id')} onClose={() => address.close({ id: undefined })}
        onShowThing={(aggregate) => address.set({ id: undefined, state: undefined, reason: undefined, search: aggregate.slice(0, 80) })}
      />
    </>
  );
}

function Filters({ address, state }: { address: Address; state: (typeof states)[number] }): ReactNode {
  const { t } = useTexts();
  const phone = usePhone();
  const search = address.get('search') ?? '';
  return (
    <div className="filters">
      <Segmented value={state} onChange={(value) => address.set({ state: value === 'open' ? undefined : value })} options={states.map((one) => ({ value: one, label: <span data-testid={`letter-state-${one}`}>{t(`letter.state.${one}`)}</span> }))} />
      <Select
        value={address.get('reason') ?? ''} onChange={(value: string) => address.set({ reason: value })} style={phone ? { flex: 1, minWidth: 150 } : { width: 200 }} aria-label={t('letter.reason')} data-testid="letter-reason"
        options={[{ value: '', label: t('letter.reason.all') }, ...letterReasons.map((one) => ({ value: one as string, label: t(`letter.reason.${one}`) }))]}
      />
      <Input.Search
        key={search} defaultValue={search} allowClear placeholder={t('letter.search')} aria-label={t('letter.search')} maxLength={80}
        onSearch={(text) => address.set({ search: text.trim() })} style={phone ? { width: '100%' } : { width: 320 }} data-testid="letter-search"
      />
    </div>
  );
}

function useColumns(): readonly RecordColumn<DeadLetterView>[] {
  const texts = useTexts();
  const { t } = texts;
  return [
    { key: 'consumer', title: t('letter.col.consumer'), width: 120, render: (letter) => <span style={{ fontWeight: 500 }}>{consumerWords(letter.consumer, texts)}</span> },
    { key: 'fact', title: t('letter.col.fact'), width: 160, render: (letter) => factWords(letter.subject, texts) },
    {
      key: 'object', title: t('letter.col.object'), width: 220,
      render: (letter) => (letter.aggregate === null ? <span className="muted">{t('letter.object.unknown')}</span> : <><span className="letter-cut" title={letter.aggregate}>{letter.aggregate}</span>{letter.aggregateVersion !== null && <span className="muted small">{t('letter.version', { n: letter.aggregateVersion })}</span>}</>),
    },
    { key: 'reason', title: t('letter.reason'), width: 160, render: (letter) => t(`letter.reason.${letter.reason}`) },
    { key: 'error', title: t('letter.col.error'), width: 240, render: (letter) => (letter.error === null ? unknownMark : <span className="letter-cut">{letter.error}</span>) },
    { key: 'parkedAt', title: t('letter.col.parkedAt'), width: 140, render: (letter) => <span className="figure">{localTime(letter.parkedAt)}</span> },
    { key: 'state', title: t('letter.col.state'), width: 110, render: (letter) => { const { tone, word } = letterState(letter); return <StateWord tone={tone}>{t(word)}</StateWord>; } },
  ];
}

function Empty({ service, state, onClear }: { service: LetterService; state: (typeof states)[number]; onClear: (() => void) | null }): ReactNode {
  const { t } = useTexts();
  if (onClear !== null) return <div className="empty" data-testid="letters-none"><h2>{t('letter.empty.filtered')}</h2><div className="acts"><Button onClick={onClear}>{t('act.clear')}</Button></div></div>;
  if (state === 'decided') return <div className="empty">{t('letter.empty.decided')}</div>;
  return <div className="empty" data-testid="letters-good"><h2>{t('letter.empty')}</h2>{t('letter.empty.text', { service: t(`letter.service.${service}`) })}</div>;
}
