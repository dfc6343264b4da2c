import { useMemo, type ReactNode } from 'react';
import { encode } from 'uqr';
import { useTexts } from '../messages/index.js';

/** A QR code drawn here: the secret in it is sent nowhere. */
export function AuthenticatorPicture({ uri }: { uri: string }): ReactNode {
  const { t } = useTexts();
  const { path, size } = useMemo(() => {
    const { data, size: width } = encode(uri, { ecc: 'M', border: 2 });
    return { size: width, path: data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join('') };
  }, [uri]);
  return <svg className="authenticator-picture" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={t('factor.setUp.picture')} shapeRendering="crispEdges"><rect width={size} height={size} fill="#fff" /><path d={path} fill="#000" /></svg>;
}
