import { useMemo, type ReactNode } from 'react';
import { encode } from 'uqr';

/** A QR code drawn here: what is in it is sent nowhere. */
export function QrPicture({ text, label }: { text: string; label: string }): ReactNode {
  const { path, size } = useMemo(() => {
    const { data, size: width } = encode(text, { ecc: 'M', border: 2 });
    return { size: width, path: data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join('') };
  }, [text]);
  return <svg viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shapeRendering="crispEdges" style={{ display: 'block', width: 208, maxWidth: '100%', margin: '8px auto 12px', border: '1px solid var(--line)' }}><rect width={size} height={size} fill="#fff" /><path d={path} fill="#000" /></svg>;
}
