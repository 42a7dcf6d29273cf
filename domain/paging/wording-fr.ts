/**
 * Everything Tocsin says in French. The 7-bit alphabet has é è à ù and no ê â î ô û ç, so texts
 * avoid those letters where they can; "tache" and "recu" go without.
 */
import type { Phrasebook } from './phrasebook.ts';
import { ADVERTISED_WORDS } from './reply-words.ts';

const { done: FAIT, decline: NON, call: APPEL, list: LISTE } = ADVERTISED_WORDS.fr;

const takeOrNot = (code: string): string => `${code} = je prends, ${NON} ${code} = impossible`;

/** French sentences. */
export const FRENCH: Phrasebook = {
  language: 'fr',
  exercise: 'EXERCICE',
  months: [
    'janv',
    'févr',
    'mars',
    'avril',
    'mai',
    'juin',
    'juil',
    'aout',
    'sept',
    'oct',
    'nov',
    'déc',
  ],
  page: {
    one: (task, again) => `${again ? 'rappel, ' : ''}tache ${task} pour vous.`,
    answerBy: (time) => `Réponse avant ${time}.`,
    reply: (code) => `Répondez ${takeOrNot(code)}.`,
    many: (tasks, again) =>
      `${again ? 'rappel, ' : ''}${tasks.length} taches: ${tasks
        .map(({ number, code }) => `${number} code ${code}`)
        .join(', ')}.`,
    firstAnswerBy: (time) => `Première réponse avant ${time}.`,
    replyMany: 'Répondez les codes que vous prenez.',
  },
  notices: {
    taken: ({ task }) => ({ fact: `la tache ${task} est prise, plus rien à faire.` }),
    notNeeded: ({ task }) => ({
      fact: `la tache ${task} n'est plus nécessaire, plus rien à faire.`,
    }),
    reminder: ({ task, code, dueAt, late }, when) => ({
      fact: late
        ? `la tache ${task} est en retard, échéance ${when(dueAt)}.`
        : `la tache ${task} est à terminer avant ${when(dueAt)}.`,
      reply: `Répondez ${FAIT} ${code} une fois terminée, ${NON} ${code} si impossible.`,
    }),
    held: ({ task, code, role }) => ({
      fact: `${role} a maintenant la tache ${task}.`,
      reply: `Répondez ${FAIT} ${code} une fois terminée. Pas vous? Répondez ${NON} ${code}.`,
    }),
    alreadyHeld: ({ task, role }) => ({
      fact: `la tache ${task} est déjà acceptée, ${role} l'a prise.`,
    }),
    lateNotNeeded: ({ task }) => ({
      fact: `tardif, plus nécessaire: la tache ${task} est close pour vous.`,
    }),
    declined: ({ task }) => ({
      fact: `noté, vous ne pouvez pas prendre la tache ${task}. D'autres sont avertis.`,
    }),
    handedBack: ({ task }) => ({ fact: `la tache ${task} est rendue. D'autres sont avertis.` }),
    notYours: ({ task, role }) => ({
      fact:
        role === undefined
          ? `rien n'a changé: la tache ${task} n'est pas pour vous.`
          : `rien n'a changé: ${role} a la tache ${task}.`,
    }),
    done: ({ task }) => ({ fact: `la tache ${task} est notée comme faite.` }),
    doneNeedsForm: ({ task }) => ({
      fact: `noté, mais la tache ${task} reste ouverte tant que son formulaire, derrière son lien, n'est pas rempli.`,
    }),
    callComing: ({ task }) => ({
      fact: `${task === undefined ? 'noté' : `tache ${task}`}: le coordinateur est averti que vous demandez un appel.`,
    }),
    addCode: ({ codes }) => ({
      fact: "Plusieurs taches sont ouvertes, rien n'a été fait.",
      reply: `Ajoutez un code: ${codes.join(', ')}. ${LISTE} les montre toutes.`,
    }),
    unclear: ({ code }) => ({
      fact: "Pas compris, rien n'a été fait.",
      reply:
        code === undefined
          ? `Répondez le code seul, ou ${NON} et le code. ${LISTE} montre ce qui est ouvert.`
          : `Répondez ${takeOrNot(code)}, et rien d'autre sur la ligne.`,
    }),
    ambiguous: ({ code }) => ({
      fact: "Pas clair, rien n'a été fait. Le coordinateur est averti de vous appeler.",
      ...(code === undefined ? {} : { reply: `Ou répondez ${takeOrNot(code)}.` }),
    }),
    unknownCode: () => ({
      fact: "Aucune tache n'est ouverte pour vous sous ce code.",
      reply: `${LISTE} montre ce qui est ouvert.`,
    }),
    nothingOpen: () => ({ fact: "Rien n'est ouvert pour vous." }),
    help: ({ code = '47' }) => ({
      fact: 'Réponses:',
      reply: `${takeOrNot(code)}, ${FAIT} ${code} = terminé, ${APPEL} ${code} = appelez-moi, ${LISTE} = ce qui est ouvert. Prenez le code de votre message.`,
    }),
    repliesPaused: () => ({
      fact: 'Trop de codes faux: les réponses de ce téléphone ne sont plus acceptées pour le moment. Prenez le lien ou appelez le coordinateur.',
    }),
    reachable: () => ({ fact: 'Ce numéro peut de nouveau recevoir nos messages.' }),
    stoodDown: () => ({
      fact: 'dispositif levé. Ne faites que ce qui reste ouvert pour vous.',
      reply: `${LISTE} le montre.`,
    }),
    exerciseEnded: () => ({
      fact: "l'exercice est terminé. Tout message sans EXERCICE est réel.",
    }),
    alarm: () => ({ fact: 'une alarme vous attend. Connectez-vous à la console.' }),
    approval: ({ expiresAt }, when) => ({
      fact: `votre accord est demandé avant ${when(expiresAt)}. Connectez-vous à la console.`,
    }),
    accessKey: ({ expiresAt }, when) => ({
      fact: `Votre clé d'accès, une seule fois, avant ${when(expiresAt)}:`,
    }),
  },
  list: {
    opening: 'Ouvert pour vous:',
    task: ({ codeName, number, code, held }, by) => {
      const time = by === undefined ? '' : ` avant ${by}`;
      return `${codeName} ${number} code ${code}${held ? ' à vous' : ''}${time}`;
    },
  },
  email: {
    repliesNotRead: 'Les réponses à cet e-mail ne sont pas lues.',
    subjectMany: (count) => `${count} taches pour vous`,
    subjectNotice: 'avis',
    task: (task, code) => `Tache ${task}, code ${code}`,
    linkLabel: 'Répondez ici:',
    chooseNumber: 'La page montre six numéros: choisissez le code.',
    noLink: 'Répondez dans la console, ou avec le code depuis votre téléphone.',
  },
};
