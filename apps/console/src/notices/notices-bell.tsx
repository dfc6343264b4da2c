import type { NoticeView } from '@jiedui/contracts';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Badge, Button, Drawer, Segmented, Skeleton } from 'antd';
import { useState, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { call, operations } from '../api/index.js';
import { localTime, useTexts } from '../messages/index.js';
import { useActor } from '../shell/actor-context.js';
import { Icon } from '../shell/icon.js';
import { Pager, type Position } from '../shell/pager.js';
import { ProblemNotice, useProblemMessage } from '../shell/problem-notice.js';
import { useProgramme } from '../shell/programme-context.js';
import { usePhone } from '../shell/use-phone.js';
import './notices.css';

/** The count is asked for so often, also while nobody clicks. */
const EVERY_MS = 30_000;

/** The bell of the header: how many notices this account has not read, and the list of them. Nothing for whoever gets none. */
export function NoticesBell(): ReactNode {
  const { may } = useActor();
  return may('notice.read') ? <Bell /> : null;
}

function Bell(): ReactNode {
  const { t } = useTexts();
  const { code: programme } = useProgramme();
  const [open, setOpen] = useState(false);
  const { data } = useQuery({ queryKey: ['notices', 'count', programme], refetchInterval: EVERY_MS, queryFn: ({ signal }) => call(operations.notices.list, { programme, state: 'unread', size: 1 }, signal) });
  const unread = data?.total ?? 0;
  return (
    <>
      <Badge count={unread} overflowCount={99} size="small" offset={[-5, 5]}>
        <Button type="text" size="small" className="notices-bell" onClick={() => setOpen(true)} aria-label={t('notice.open', { n: unread })} data-testid="notices-bell"><Icon name="bell" size={20} /></Button>
      </Badge>
      <NoticesDrawer open={open} programme={programme} onClose={() => setOpen(false)} />
    </>
  );
}

function NoticesDrawer({ open, programme, onClose }: { open: boolean; programme: string; onClose: () => void }): ReactNode {
  const { t } = useTexts();
  const phone = usePhone();
  const { message } = App.useApp();
  const client = useQueryClient();
  const navigate = useNavigate();
  const say = useProblemMessage();
  const [state, setState] = useState<'unread' | 'all'>('unread'), [position, setPosition] = useState<Position>({ size: 20 });
  const renew = (): void => { void client.invalidateQueries({ queryKey: ['notices'] }); };
  const { data, error, refetch } = useQuery({
    queryKey: ['notices', 'list', programme, state, position], enabled: open, placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call(operations.notices.list, { programme, ...position, ...(state === 'all' ? {} : { state }) }, signal),
  });
  const read = useMutation({ mutationFn: (id: string) => call(operations.notices.read, { id }), onSuccess: renew, onError: say });
  const newest = data?.items[0]?.at, isFirst = data?.previous === null;
  const readAll = useMutation({ mutationFn: (until: string) => call(operations.notices.readAll, { programme, until }), onSuccess: ({ marked }) => { void message.success(t('notice.readAll.done', { n: marked })); setPosition({ size: position.size }); renew(); }, onError: say });
  const go = (notice: NoticeView): void => {
    if (!notice.read) read.mutate(notice.id);
    onClose();
    void navigate(addressOfNotice(notice));
  };
  return (
    <Drawer open={open} onClose={onClose} size={phone ? '100%' : 480} title={t('notice.title')} data-testid="notices-drawer" destroyOnHidden>
      <div className="notices-head">
        <Segmented value={state} onChange={(value: 'unread' | 'all') => { setState(value); setPosition({ size: position.size }); }} options={(['unread', 'all'] as const).map((one) => ({ value: one, label: t(`notice.state.${one}`) }))} />
        {newest !== undefined && isFirst && data?.items.some((one) => !one.read) && <Button size="small" loading={readAll.isPending} onClick={() => readAll.mutate(newest)} data-testid="notices-read-all">{t('notice.readAll')}</Button>}
      </div>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Skeleton active />}
      {data?.items.length === 0 && <div className="empty">{t(`notice.empty.${state}`)}</div>}
      <ul className="notices" data-testid="notices">
        {data?.items.map((notice) => (
          <li key={notice.id} className={notice.read ? undefined : 'unread'}>
            <button type="button" className="notices-open" onClick={() => go(notice)} data-testid={`notice-${notice.kind}`}>
              <span className="notices-words">{t(`notice.kind.${notice.kind}`)}</span>
              <span className="muted small">{notice.workerTitle} {notice.workerExternalId} · {notice.regionName} · {localTime(notice.at)}</span>
            </button>
            {!notice.read && <Button type="link" size="small" onClick={() => read.mutate(notice.id)} data-testid="notice-read">{t('notice.read')}</Button>}
          </li>
        ))}
      </ul>
      <Pager page={data} position={position} onMove={setPosition} />
    </Drawer>
  );
}

/** The page on which stands what a notice is about. */
function addressOfNotice({ kind, workerId, workerExternalId, thingId }: NoticeView): string {
  if (kind === 'proposal-yes' || kind === 'proposal-no') return `/proposals/employment?entry=${workerId}`;
  if ((kind === 'offer-accepted' || kind === 'placement-ended' || kind === 'employer-barred-ended' || kind === 'employer-barred-look') && thingId !== null) return `/placements?row=${thingId}`;
  if (kind === 'help-asked') return `/help-requests?search=${encodeURIComponent(workerExternalId)}`;
  return `/lists/workers?row=${workerId}`;
}
