/**
 * Legal minimum monthly wage of a region in fen. No table is shipped: the provinces publish theirs apart, by district
 * classes that change every two or three years, and none was at hand with a source to name. So the answer is null for
 * every region, and by the rules unknown never excludes: cards show 待确认.
 */
export function minimumWageFen(region: string): number | null {
  void region;
  return null;
}
