import type { ConsentManner, EndReason, PlacementAct, PlacementView, placements, ReplyOf } from '@jiedui/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, InputNumber, Modal, Radio, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { call, operations, problemOf } from '../api/index.js';
import { useTexts } from '../messages/index.js';
import { DayInput } from '../shell/day-input.js';
import { ProblemNotice } from '../shell/problem-notice.js';
import { todayInShanghai } from './placement-words.js';

type Ends = ReplyOf<typeof placements.get>['ends'];
type Housing = NonNullable<PlacementView['housing']>;
interface Values { on?: string | null; startOn?: string | null; wage?: number | null; housing?: Housing; manner?: StatedManner; insured?: boolean; reason?: EndReason; words?: string }

/** What people do; the rest is the system's. */
type OwnAct = Exclude<PlacementAct, 'flag'>;
const housings: readonly Housing[] = ['board-and-lodging', 'lodging', 'board', 'none'];
/** How the county heard of the worker's yes; the worker's own says itself. */
type StatedManner = Exclude<ConsentManner, 'own-link'>;
const manners: readonly StatedManner[] = ['signed', 'phone', 'in-person'];
/** Acts in the order of their buttons: the way on first, what ends it or takes it back last. */
const order: readonly OwnAct[] = ['offer', 'accept', 'depart', 'arrive', 'retain-1', 'retain-3', 'retain-6', 'look', 'end', 'correct'];

function carryOut(act: OwnAct, placement: PlacementView, values: Values): Promise<PlacementView> {
  const at = { id: placement.id, version: placement.version }, on = values.on ?? '', words = (values.words ?? '').trim(), spoken = words === '' ? {} : { words };
  const wageFen = typeof values.wage === 'number' ? Math.round(values.wage * 100) : null;
  switch (act) {
    case 'offer': return call(operations.placements.offer, { ...at, startOn: values.startOn ?? '', wageFen: wageFen ?? 0, housing: values.housing ?? 'none', ...spoken });
    case 'accept': return call(operations.placements.accept, { ...at, on, manner: values.manner ?? 'phone', ...spoken });
    case 'depart': return call(operations.placements.depart, { ...at, on, ...spoken });
    case 'arrive': return call(operations.placements.arrive, { ...at, on, insured: values.insured === true, ...spoken });
    case 'retain-1': return call(operations.placements.retain, { ...at, months: 1, on, wageFen, ...spoken });
    case 'retain-3': return call(operations.placements.retain, { ...at, months: 3, on, wageFen, ...spoken });
    case 'retain-6': return call(operations.placements.retain, { ...at, months: 6, on, wageFen, ...spoken });
    case 'end': return call(operations.placements.end, { ...at, reason: values.reason ?? 'other', on, ...spoken });
    case 'look': return call(operations.placements.look, { ...at, words });
    case 'correct': return call(operations.placements.correct, { ...at, reason: words });
  }
}

/** Everything that a step of a placement changes on screen. */
export function useRenewPlacements(): () => void {
  const client = useQueryClient();
  return () => { for (const key of ['placement', 'placements', 'placement-board', 'home', 'agreements', 'proposals']) void client.invalidateQueries({ queryKey: [key] }); };
}

/** What this reader may do now with the placement, each in a dialog that says what follows from it. */
export function PlacementActs({ placement, ends }: { placement: PlacementView; ends: Ends }): ReactNode {
  const { t } = useTexts();
  const [act, setAct] = useState<OwnAct | null>(null);
  const acts = order.filter((one) => placement.acts.includes(one));
  const label = (one: OwnAct): string => t(one === 'offer' && placement.state === 'offered' ? 'placement.act.reoffer' : `placement.act.${one}`);
  const isQuiet = (one: OwnAct): boolean => one === 'correct' || (one === 'offer' && placement.state === 'offered');
  return (
    <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8 }}>
      {acts.map((one) => <Button key={one} type={one === 'end' || isQuiet(one) ? 'default' : 'primary'} danger={one === 'end'} onClick={() => setAct(one)} data-testid={`placement-${one}`}>{label(one)}</Button>)}
      {act !== null && <ActDialog key={`${act}-${String(placement.version)}`} act={act} title={label(act)} placement={placement} ends={ends} onClose={() => setAct(null)} />}
    </div>
  );
}

function ActDialog({ act, title, placement, ends, onClose }: { act: OwnAct; title: string; placement: PlacementView; ends: Ends; onClose: () => void }): ReactNode {
  const { t, pick } = useTexts();
  const { message } = App.useApp();
  const renew = useRenewPlacements();
  const [form] = Form.useForm<Values>();
  const isCheck = act === 'retain-1' || act === 'retain-3' || act === 'retain-6';
  const carry = useMutation({
    mutationFn: (values: Values) => carryOut(act, placement, values),
    onSuccess: () => { onClose(); void message.success(t('placement.done')); renew(); },
    onError: (error) => {
      const names: Record<string, keyof Values> = { on: 'on', startOn: 'startOn', wageFen: 'wage', housing: 'housing', manner: 'manner', reason: act === 'end' ? 'reason' : 'words', words: 'words' };
      form.setFields(problemOf(error).fields.flatMap((one) => { const name = names[one.field]; return name === undefined ? [] : [{ name, errors: [pick(one.message)] }]; }));
    },
  });
  const need = (label: string) => [{ required: true, message: t('row.required', { header: label }) }];
  const text = isCheck ? t('placement.text.retain') : t(`placement.text.${act}`);
  const initial: Values = act === 'offer'
    ? { startOn: placement.startOn, wage: placement.wageFen === null ? null : placement.wageFen / 100, ...(placement.housing === null ? {} : { housing: placement.housing }) }
    : { on: todayInShanghai(), ...(isCheck && placement.wageFen !== null ? { wage: placement.wageFen / 100 } : {}) };
  return (
    <Modal
      open onCancel={onClose} destroyOnHidden title={`${title}：${t('placement.titleOf', { worker: placement.workerTitle, post: placement.postTitle })}`} okText={title} cancelText={t('act.cancel')}
      okButtonProps={{ danger: act === 'end', loading: carry.isPending, 'data-testid': 'placement-act-confirm' }} onOk={() => form.submit()}
    >
      <p className="muted">{text}</p>
      {carry.error !== null && <ProblemNotice error={carry.error} />}
      <Form<Values> form={form} layout="vertical" initialValues={initial} onFinish={(values) => carry.mutate(values)} disabled={carry.isPending}>
        {act === 'offer' && <Form.Item name="startOn" label={t('placement.startOn')} rules={need(t('placement.startOn'))}><DayInput testId="placement-start" /></Form.Item>}
        {act === 'end' && <Form.Item name="reason" label={t('placement.field.reason')} rules={need(t('placement.field.reason'))}><Select options={ends.map((end) => ({ value: end.reason, label: pick(end.name) }))} data-testid="placement-reason" /></Form.Item>}
        {act !== 'offer' && act !== 'look' && act !== 'correct' && <Form.Item name="on" label={t('placement.field.on')} rules={need(t('placement.field.on'))}><DayInput testId="placement-on" /></Form.Item>}
        {(act === 'offer' || isCheck) && (
          <Form.Item name="wage" label={t(isCheck ? 'placement.field.paid' : 'placement.field.wageFen')} rules={isCheck ? [] : need(t('placement.field.wageFen'))}><InputNumber min={0.01} max={100_000} precision={2} style={{ width: '100%' }} data-testid="placement-wage" /></Form.Item>
        )}
        {act === 'offer' && <Form.Item name="housing" label={t('placement.housing')} rules={need(t('placement.housing'))}><Radio.Group options={housings.map((one) => ({ value: one, label: t(`placement.housing.${one}`) }))} data-testid="placement-housing" /></Form.Item>}
        {act === 'accept' && <Form.Item name="manner" label={t('placement.manner')} rules={need(t('placement.manner'))}><Radio.Group options={manners.map((one) => ({ value: one, label: t(`placement.manner.${one}`) }))} data-testid="placement-manner" /></Form.Item>}
        {act === 'arrive' && <Form.Item name="insured" label={t('placement.insured')} rules={need(t('placement.insured'))}><Radio.Group options={[{ value: true, label: t('placement.insured.yes') }, { value: false, label: t('placement.insured.no') }]} data-testid="placement-insured" /></Form.Item>}
        {act === 'look' || act === 'correct'
          ? <Form.Item name="words" label={t(act === 'look' ? 'placement.field.found' : 'placement.field.why')} rules={[{ required: true, whitespace: true, message: t('row.reasonNeeded') }]}><Input.TextArea rows={2} maxLength={200} data-testid="placement-words" /></Form.Item>
          : <Form.Item name="words" label={t('placement.field.words')}><Input.TextArea rows={2} maxLength={200} data-testid="placement-words" /></Form.Item>}
      </Form>
    </Modal>
  );
}
