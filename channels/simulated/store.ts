import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import {
  type JournalLine,
  journalLine,
  type SimulatedMail,
  type SimulatedPhone,
  type SimulatedText,
} from './records.ts';

/** Texts and e-mails are forgotten after this long: they name people and open codes. */
export const KEPT_MS = 30 * 24 * 3_600_000;

/** Everything the simulated provider remembers, in memory and in an append-only file. */
export interface SimulatedStore {
  /** Oldest first. */
  texts(): readonly SimulatedText[];
  text(sid: string): SimulatedText | undefined;
  /** Adds or replaces a text. */
  saveText(text: SimulatedText): void;
  /** Oldest first. */
  mails(): readonly SimulatedMail[];
  addMail(mail: SimulatedMail): void;
  phone(number: string): SimulatedPhone;
  savePhone(phone: SimulatedPhone): void;
  /** Every phone that was switched off or opted out once. */
  phones(): readonly SimulatedPhone[];
  /** Drops texts and e-mails older than 30 days, from the file too. */
  forgetOld(now: number): void;
}

interface Memory {
  readonly texts: Map<string, SimulatedText>;
  readonly mails: Map<string, SimulatedMail>;
  readonly phones: Map<string, SimulatedPhone>;
}

const apply = (memory: Memory, line: JournalLine): void => {
  switch (line.kind) {
    case 'text':
      memory.texts.set(line.text.sid, line.text);
      return;
    case 'mail':
      memory.mails.set(line.mail.id, line.mail);
      return;
    case 'phone':
      memory.phones.set(line.phone.number, line.phone);
      return;
  }
};

/** A kill in the middle of a write leaves half a line: such lines are skipped, never fatal. */
const parseLine = (line: string): JournalLine | undefined => {
  try {
    return journalLine.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
};

const load = (file: string): Memory => {
  const memory: Memory = { texts: new Map(), mails: new Map(), phones: new Map() };
  if (!existsSync(file)) return memory;
  for (const raw of readFileSync(file, 'utf8').split('\n')) {
    const line = raw === '' ? undefined : parseLine(raw);
    if (line !== undefined) apply(memory, line);
  }
  return memory;
};

const lines = (memory: Memory): string => {
  const all: JournalLine[] = [
    ...[...memory.texts.values()].map((text) => ({ kind: 'text' as const, text })),
    ...[...memory.mails.values()].map((mail) => ({ kind: 'mail' as const, mail })),
    ...[...memory.phones.values()].map((phone) => ({ kind: 'phone' as const, phone })),
  ];
  return all.map((line) => `${JSON.stringify(line)}\n`).join('');
};

/** Written aside and moved into place, so that a kill leaves the old file or the new one. */
const rewrite = (file: string, memory: Memory): void => {
  writeFileSync(`${file}.new`, lines(memory), { mode: 0o600 });
  renameSync(`${file}.new`, file);
};

/**
 * Opens the store below a directory, which is made when missing. The file starts compact and free
 * of half lines each time.
 */
export const openSimulatedStore = (dataDir: string): SimulatedStore => {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const file = join(dataDir, 'simulated-provider.jsonl');
  const memory = load(file);
  const write = (line: JournalLine): void => {
    apply(memory, line);
    appendFileSync(file, `${JSON.stringify(line)}\n`, { mode: 0o600 });
  };
  const forgetOld = (now: number): void => {
    for (const text of memory.texts.values()) {
      if (text.createdAt < now - KEPT_MS) memory.texts.delete(text.sid);
    }
    for (const mail of memory.mails.values()) {
      if (mail.at < now - KEPT_MS) memory.mails.delete(mail.id);
    }
    rewrite(file, memory);
  };
  forgetOld(Date.now());
  return {
    texts: () => [...memory.texts.values()],
    text: (sid) => memory.texts.get(sid),
    saveText: (text) => write({ kind: 'text', text }),
    mails: () => [...memory.mails.values()],
    addMail: (mail) => write({ kind: 'mail', mail }),
    phone: (number) => memory.phones.get(number) ?? { number, off: false, optedOut: false },
    savePhone: (phone) => write({ kind: 'phone', phone }),
    phones: () => [...memory.phones.values()],
    forgetOld,
  };
};
