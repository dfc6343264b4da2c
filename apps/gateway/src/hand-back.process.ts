/** Hands the handle that it is given back, as often as the first argument says, and ends. Each time it is the same socket under another number. */
process.once('message', (_message, handle) => {
  const hand = (left: number): void => {
    if (left === 0) process.exit(0);
    process.send?.('again', handle, {}, (error) => { if (error === null) hand(left - 1); else process.exit(1); });
  };
  hand(Number(process.argv[2]));
});
process.once('disconnect', () => process.exit(1));
