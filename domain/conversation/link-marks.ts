/**
 * Where a link will stand in a frozen message. Tokens are minted with a key, and no key enters a
 * workflow: the sending activity puts the links in. `.invalid` can never be a real host (RFC 2606).
 */
const MARK = /https:\/\/link\.invalid\/(\d+)/gu;

/** @param index position in `FrozenMessage.links` */
export function linkMark(index: number): string {
  return `https://link.invalid/${index}`;
}

/**
 * The text with its links in place; for the same links the same text.
 * @throws RangeError for a mark without a link
 */
export function fillLinkMarks(text: string, links: readonly string[]): string {
  return text.replace(MARK, (mark, index: string) => {
    const link = links[Number(index)];
    if (link === undefined) throw new RangeError(`no link for ${mark}`);
    return link;
  });
}
