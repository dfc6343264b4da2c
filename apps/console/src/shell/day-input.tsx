import { DatePicker } from 'antd';
import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn.js';
import type { ReactNode } from 'react';

/** A day, `2026-03-01`, picked in the reader's language rather than the browser's. `id`, `value` and `onChange` come from the form. */
export function DayInput({ id, value, onChange, testId, placeholder }: { id?: string; value?: string | null; onChange?: (value: string | null) => void; testId?: string; placeholder?: string }): ReactNode {
  return (
    <DatePicker
      {...(id === undefined ? {} : { id })} value={value === undefined || value === null || value === '' ? null : dayjs(value)} format="YYYY-MM-DD" style={{ width: '100%' }} inputReadOnly={false}
      {...(placeholder === undefined ? {} : { placeholder, 'aria-label': placeholder })}
      onChange={(day) => onChange?.(day === null ? null : day.format('YYYY-MM-DD'))} {...(testId === undefined ? {} : { 'data-testid': testId })}
    />
  );
}
