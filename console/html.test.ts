import { describe, expect, it } from '@jest/globals';
import { flag, html, render } from './html.ts';

const text = (hostile: string): string => render(html`<p title="${hostile}">${hostile}</p>`);

describe('markup', () => {
  it('escapes whatever is put into it, in text and in attributes', () => {
    expect(text('<script>alert(1)</script>')).toBe(
      '<p title="&lt;script&gt;alert(1)&lt;/script&gt;">&lt;script&gt;alert(1)&lt;/script&gt;</p>',
    );
    expect(text('" onmouseover="alert(1)')).not.toContain('" onmouseover');
    expect(text("' onfocus='x")).not.toContain("'");
    expect(text('&lt;b&gt;')).toContain('&amp;lt;b&amp;gt;');
  });

  it('keeps markup that was made by itself, and lists of it', () => {
    const rows = ['a<b', 'c'].map((one) => html`<b>${one}</b>`);
    expect(render(html`<i>${rows}</i>`)).toBe('<i><b>a&lt;b</b><b>c</b></i>');
  });

  it('takes nothing from outside for markup, whatever its shape', () => {
    // An object parsed from JSON has no way to carry the mark.
    const forged = JSON.parse('{"markup":"<b>","Symbol(markup)":"<b>"}') as never;
    expect(() => render(html`${forged}`)).toThrow(TypeError);
  });

  it('writes nothing for what is absent', () => {
    expect(render(html`[${undefined}${null}${false}${0}]`)).toBe('[0]');
    expect(
      render(html`<input ${flag('required', true)} /><input ${flag('checked', false)} />`),
    ).toBe('<input required /><input  />');
  });
});
