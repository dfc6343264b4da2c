import type { barredEmployers, BarView, ReplyOf } from '@jiedui/contracts';
import { useMutation, useQuery } from '@tanstack/react-query';
import { App, Button, Drawer, Form, Input, Modal, Skeleton, Timeline } from 'antd';
import { useState, type ReactNode } from 'react';
import { call, operations, problemOf } from '../api/index.js';
import { fullNumber, localTime, useTexts } from '../messages/index.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { usePhone } from '../shell/use-phone.js';
import { BarStateWord, EffectsRow, useReasonWords, useRenewBars } from './bar-words.js';

type Shown = ReplyOf<typeof barredEmployers.get>;
/** While posts and placements are still dealt with, the drawer looks again. */
const WORKING_MS = 3000;

/** One barred employer: on what ground, what followed, who did what. */
export function BarDrawer({ id, onClose }: { id: string | undefined; onClose: () => void }): ReactNode {
  const { t } = useTexts();
  const phone = usePhone();
  const [lifting, setLifting] = useState(false);
  const { data, error, refetch } = useQuery({ queryKey: ['bar', id], enabled: id !== undefined, queryFn: ({ signal }) => call(operations.barredEmployers.get, { id: id ?? '' }, signal), refetchInterval: ({ state }) => (state.data?.bar.carriedOut === false ? WORKING_MS : false) });
  const shown = id === undefined ? undefined : data;
  return (
    <Drawer open={id !== undefined} onClose={onClose} size={phone ? '100%' : 600} data-testid="bar-drawer" title={shown === undefined ? '' : shown.bar.name} footer={shown?.bar.acts.includes('lift') === true ? <Button onClick={() => setLifting(true)} disabled={!shown.bar.carriedOut} data-testid="bar-lift">{t('bar.act.lift')}</Button> : null}>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {shown === undefined && error === null && <Skeleton active />}
      {shown !== undefined && <Body shown={shown} />}
      {shown !== undefined && lifting && <LiftDialog bar={shown.bar} onClose={() => setLifting(false)} />}
    </Drawer>
  );
}

function Body({ shown: { bar, history } }: { shown: Shown }): ReactNode {
  const { t, pick } = useTexts();
  const reason = useReasonWords();
  const rows: readonly (readonly [string, string])[] = [
    [t('bar.field.reason'), reason(bar)], [t('bar.field.source'), bar.source], [t('bar.field.foundOn'), bar.foundOn], [t('bar.field.fromOn'), bar.fromOn], [t('bar.office'), bar.office],
    ...(bar.lifted === null ? [] : [[t('bar.lifted'), `${localTime(bar.lifted.at)} · ${bar.lifted.words}`] as const]),
  ];
  return (
    <>
      <div style={{ marginBottom: 14 }}><BarStateWord bar={bar} /></div>
      <div className={bar.state === 'in-force' ? 'notice warn' : 'notice'} data-testid="bar-means">{t(bar.state === 'in-force' ? 'bar.means.in-force' : 'bar.means.lifted')}</div>
      <table className="plain-table light"><tbody>{rows.map(([label, value]) => <tr key={label}><th scope="row" className="muted" style={{ width: '26%', fontWeight: 400 }}>{label}</th><td style={{ overflowWrap: 'anywhere' }}>{value}</td></tr>)}</tbody></table>
      <h2 style={{ marginTop: 22 }}>{t('bar.effects')}</h2>
      <EffectsRow effects={bar.effects} testId="bar-effects" />
      <p className="muted small">{t('bar.effects.text')}</p>
      <h2 style={{ marginTop: 22 }}>{t('bar.history')}</h2>
      <Timeline data-testid="bar-history" items={history.map((one, i) => ({ key: String(i), content: (
        <div>{pick(one.actName)} <span className="muted small">{one.by} · <span className="figure">{localTime(one.at)}</span></span>
          {one.effects !== null && <div className="muted">{t('bar.step.effects', { posts: fullNumber(one.effects.posts), ended: fullNumber(one.effects.ended), looks: fullNumber(one.effects.looks) })}</div>}
          {one.words !== null && <div className="muted" style={{ overflowWrap: 'anywhere' }}>{one.words}</div>}
        </div>
      ) }))} />
    </>
  );
}

/** Says what lifting does and does not, and asks why. */
function LiftDialog({ bar, onClose }: { bar: BarView; onClose: () => void }): ReactNode {
  const { t, pick } = useTexts();
  const { message } = App.useApp();
  const renew = useRenewBars();
  const [form] = Form.useForm<{ words: string }>();
  const lift = useMutation({
    mutationFn: ({ words }: { words: string }) => call(operations.barredEmployers.lift, { id: bar.id, version: bar.version, words: words.trim() }),
    onSuccess: () => { onClose(); void message.success(t('bar.lift.done')); renew(); },
    onError: (error) => form.setFields(problemOf(error).fields.flatMap((one) => (one.field === 'words' ? [{ name: 'words' as const, errors: [pick(one.message)] }] : []))),
  });
  return (
    <Modal open onCancel={onClose} destroyOnHidden title={`${t('bar.act.lift')}：${bar.name}`} okText={t('bar.act.lift')} cancelText={t('act.back')} okButtonProps={{ loading: lift.isPending, 'data-testid': 'bar-lift-confirm' }} onOk={() => form.submit()}>
      <p className="muted">{t('bar.text.lift')}</p>
      {lift.error !== null && <ProblemNotice error={lift.error} />}
      <Form form={form} layout="vertical" onFinish={(values: { words: string }) => lift.mutate(values)} disabled={lift.isPending}>
        <Form.Item name="words" label={t('bar.field.liftWords')} rules={[{ required: true, whitespace: true, message: t('row.reasonNeeded') }]}><Input.TextArea rows={2} maxLength={200} data-testid="bar-lift-words" /></Form.Item>
      </Form>
    </Modal>
  );
}
