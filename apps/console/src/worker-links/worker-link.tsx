import type { ListRow, ReplyOf, workerLinks, WorkerLinkView } from '@jiedui/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Modal, Popconfirm } from 'antd';
import { useState, type ReactNode } from 'react';
import { call, operations } from '../api/index.js';
import { localTime, useTexts } from '../messages/index.js';
import { useActor } from '../shell/actor-context.js';
import { CopyButton } from '../shell/copy-button.js';
import { ProblemNotice, useProblemMessage } from '../shell/problem-notice.js';
import { QrPicture } from '../shell/qr-picture.js';
import { StateWord } from '../shell/state-word.js';
import { WorkerMessages } from './worker-messages.js';
import '../accounts/accounts.css';

type Made = ReplyOf<typeof workerLinks.make>;

/** A button that makes a link to a worker's phone page and shows it this once. Nothing where the reader may not. */
export function WorkerLinkButton({ workerId, title, again = false, small = false }: { workerId: string; title: string; again?: boolean; small?: boolean }): ReactNode {
  const { t } = useTexts();
  const { may } = useActor();
  const client = useQueryClient();
  const say = useProblemMessage();
  const [made, setMade] = useState<Made | null>(null);
  const make = useMutation({ mutationFn: () => call(operations.workerLinks.make, { id: workerId }), onSuccess: (link) => { setMade(link); void client.invalidateQueries({ queryKey: ['worker-links', workerId] }); }, onError: say });
  if (!may('worker-link.make')) return null;
  const button = (onClick?: () => void): ReactNode => <Button size={small ? 'small' : 'middle'} loading={make.isPending} {...(onClick === undefined ? {} : { onClick })} data-testid="worker-link-make">{t(again ? 'workerLink.makeAgain' : 'workerLink.make')}</Button>;
  return (
    <span onClick={(event) => event.stopPropagation()} onKeyDown={(event) => event.stopPropagation()} role="presentation">
      {again ? <Popconfirm title={t('workerLink.makeAgain.ask')} okText={t('workerLink.makeAgain')} cancelText={t('act.cancel')} okButtonProps={{ 'data-testid': 'worker-link-again' }} onConfirm={() => make.mutate()}>{button()}</Popconfirm> : button(() => make.mutate())}
      {made !== null && <LinkDialog made={made} title={title} onClose={() => setMade(null)} />}
    </span>
  );
}

/** The link as text and picture. The token stands in the fragment, which no server on the way sees or logs. */
function LinkDialog({ made, title, onClose }: { made: Made; title: string; onClose: () => void }): ReactNode {
  const { t } = useTexts();
  const address = `${window.location.origin}/w#${made.token}`;
  return (
    <Modal
      open zIndex={1100} title={t('workerLink.dialog', { title })} onCancel={onClose} mask={{ closable: false }} width={560}
      footer={<div className="account-acts" style={{ justifyContent: 'flex-end' }}><CopyButton text={address} type="primary" data-testid="worker-link-copy">{t('workerLink.copy')}</CopyButton><Button onClick={onClose} data-testid="worker-link-close">{t('workerLink.close')}</Button></div>}
    >
      <p>{t('workerLink.once', { time: localTime(made.expiresAt) })} {t(`workerLink.question.${made.question}`)}</p>
      <QrPicture text={address} label={t('workerLink.picture')} />
      <p className="one-time-link" data-testid="worker-link-address">{address}</p>
    </Modal>
  );
}

/** A worker's link in the drawer: where it stands, a new one, its end. */
export function WorkerLinkSection({ row }: { row: ListRow }): ReactNode {
  const { t } = useTexts();
  const { may } = useActor();
  const { message } = App.useApp();
  const client = useQueryClient();
  const say = useProblemMessage();
  const isMine = may('worker-link.make');
  const { data, error, refetch } = useQuery({ queryKey: ['worker-links', row.id], enabled: isMine, queryFn: ({ signal }) => call(operations.workerLinks.list, { id: row.id }, signal) });
  const withdraw = useMutation({ mutationFn: () => call(operations.workerLinks.withdraw, { id: row.id }), onSuccess: () => { void message.success(t('workerLink.withdrawn')); void client.invalidateQueries({ queryKey: ['worker-links', row.id] }); }, onError: say });
  if (!isMine) return null;
  const [latest] = data?.items ?? [], isOpen = latest?.state === 'open';
  return (
    <section data-testid="worker-link" style={{ marginTop: 22 }}>
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8, justifyContent: 'space-between', alignItems: 'center' }}>
        <h2 style={{ margin: 0 }}>{t('workerLink.title')}</h2>
        <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8 }}>
          {isOpen && <Popconfirm title={t('workerLink.withdraw')} description={t('workerLink.withdraw.ask')} okText={t('workerLink.withdraw')} cancelText={t('act.cancel')} okButtonProps={{ danger: true, 'data-testid': 'worker-link-withdraw-confirm' }} onConfirm={() => withdraw.mutate()}><Button size="small" loading={withdraw.isPending} data-testid="worker-link-withdraw">{t('workerLink.withdraw')}</Button></Popconfirm>}
          <WorkerLinkButton workerId={row.id} title={`${row.title} ${row.externalId}`} again={isOpen} small />
        </div>
      </div>
      <p className="muted" style={{ margin: '8px 0 0' }}>{t('workerLink.text')}</p>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {data !== undefined && latest === undefined && <p className="muted" style={{ margin: '8px 0 0' }}>{t('workerLink.none')}</p>}
      {data?.items.slice(0, 3).map((one) => <OneLink key={one.id} link={one} />)}
      <WorkerMessages workerId={row.id} isOpen={isOpen} />
    </section>
  );
}

function OneLink({ link }: { link: WorkerLinkView }): ReactNode {
  const { t } = useTexts();
  const isAlarm = link.end === 'wrong-answers' || link.end === 'not-me';
  return (
    <p style={{ margin: '8px 0 0' }} data-testid={`worker-link-${link.state}`}>
      <StateWord tone={link.state === 'open' ? 'good' : isAlarm ? 'bad' : 'plain'}>{link.state === 'ended' && link.end !== null ? t(`workerLink.end.${link.end}`) : t(`workerLink.state.${link.state === 'open' ? 'open' : 'expired'}`, { time: localTime(link.expiresAt) })}</StateWord>{' '}
      <span className="muted">{t('workerLink.madeBy', { by: link.madeBy, time: localTime(link.madeAt) })}{link.state === 'open' && <> · {link.devices === 0 ? t('workerLink.unused') : t('workerLink.used', { n: link.devices, time: localTime(link.usedAt) })}</>}</span>
    </p>
  );
}
