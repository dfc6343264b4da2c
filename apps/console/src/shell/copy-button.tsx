import { Button, type ButtonProps } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTexts } from '../messages/index.js';

/** Puts a text on the clipboard; without TLS browsers only offer the old way, over a selected field. */
async function copy(text: string): Promise<void> {
  if (window.isSecureContext) return navigator.clipboard.writeText(text);
  const field = document.createElement('textarea');
  field.value = text;
  field.style.position = 'fixed';
  field.style.opacity = '0';
  document.body.append(field);
  field.select();
  document.execCommand('copy');
  field.remove();
  return undefined;
}

/** A button that copies, and says so. */
export function CopyButton({ text, children, ...button }: { text: string; children: ReactNode } & Omit<ButtonProps, 'onClick' | 'children'>): ReactNode {
  const { t } = useTexts();
  const [copied, setCopied] = useState(false);
  return <Button {...button} onClick={() => void copy(text).then(() => setCopied(true))}>{copied ? t('link.copied') : children}</Button>;
}
