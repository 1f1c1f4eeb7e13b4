"""Every command of the app, declared once: from here come keys, footer, palette, help and availability."""

from typing import NamedTuple

from textual.binding import Binding

from model.said import N_
from tui.say import _, term
from tui.words import WORDS

CASE_PAGES = (
    "checklist",
    "materials",
    "calendar",
    "contacts",
    "options",
    "budget",
    "agreement",
    "statement",
    "timeline",
)
"""The nine screens of a case, in the order of their number keys."""

TABS = {
    "checklist": N_("Steps"),
    "materials": N_("Papers"),
    "calendar": N_("Dates"),
    "contacts": N_("Talks"),
    "options": N_("Options"),
    "budget": N_("Budget"),
    "agreement": N_("Deal"),
    "statement": N_("Say"),
    "timeline": N_("Log"),
}
"""Their names on screen, short."""


def tab_name(page: str) -> str:
    """Return the short name of a screen; where the same English word means another thing in help, that of its own."""
    return term("tab", page) if ("tab", page) in WORDS else _(TABS[page])


TALKS = ("checklist", "contacts")
EDITS = ("materials", "contacts", "budget", "agreement")


class Command(NamedTuple):
    """One command: `keys` as Textual names them, `where` the pages it works on (``*``: all, ``case``: a case's).

    `foot` ranks it in the footer (1 first; 0: not there). `id` names the method ``do_<id>`` that runs it.
    """

    id: str
    keys: str
    label: str
    help: str
    where: tuple[str, ...]
    foot: int = 0
    show_key: str = ""


COMMANDS: tuple[Command, ...] = (
    Command("open", "enter", N_("Open"), N_("Open the case, or do the step, under the cursor"), ("home",), 1, "Enter"),
    Command("act", "enter", N_("Do it"), N_("Go to where the step is done"), ("checklist",), 1, "Enter"),
    Command("edit", "enter", N_("Edit"), N_("Change the entry under the cursor"), EDITS, 1, "Enter"),
    Command("pay_here", "enter", N_("Pay"), N_("Record a payment on this day"), ("calendar",), 1, "Enter"),
    Command("working", "enter", N_("Working"), N_("Show how the figures came about"), ("options",), 1, "Enter"),
    Command("new", "n", N_("New"), N_("Write down a debt"), ("home",), 2),
    Command(
        "find", "slash", N_("Find"), N_("Find cases by title, person, product, stage or lender"), ("home",), 3, "/"
    ),
    Command("resume", "R", N_("Go on"), N_("Go on with what was not finished last time"), ("home",), 0),
    Command("mine", "o", N_("Mine"), N_("Show my cases, or all"), ("home",), 0),
    Command("delete_case", "d", N_("Remove"), N_("Take a case out of the list (can be undone)"), ("home",), 0),
    Command("toggle", "space", N_("Done"), N_("Mark the step as done, or as to do again"), ("checklist",), 2, "Space"),
    Command("step_note", "e", N_("Note"), N_("Set state, date and note of the step"), ("checklist",), 3),
    Command("facts", "i", N_("Facts"), N_("Product, lender, contract, person, reasons, rates"), ("case",), 0),
    Command("snapshot", "s", N_("App's figure"), N_("Write down what the app shows today"), ("case",), 0),
    Command("add", "a", N_("Add"), N_("Add an entry"), EDITS, 2),
    Command("edit_e", "e", N_("Edit"), N_("Change the entry under the cursor"), EDITS, 0),
    Command(
        "cycle", "space", N_("State"), N_("Next state: missing, being prepared, ready, ..."), ("materials",), 3, "Space"
    ),
    Command("pick", "f", N_("File"), N_("Choose a file on this machine"), ("materials",), 0),
    Command("inbox", "b", N_("Inbox"), N_("How to send a file here, and what has arrived"), ("materials",), 4),
    Command("bundle", "x", N_("Bundle"), N_("Put the ready papers into one zip"), ("materials",), 0),
    Command(
        "remove", "d", N_("Delete"), N_("Delete the entry under the cursor (can be undone)"), (*EDITS, "calendar"), 0
    ),
    Command("refused", "n", N_("They said no"), N_("Log that they did not agree this time"), TALKS, 0),
    Command("contact", "c", N_("Log a contact"), N_("Log a call or chat"), ("case",), 4),
    Command("pay", "p", N_("Payment"), N_("Record a payment"), ("case",), 5),
    Command(
        "court",
        "f",
        N_("Court"),
        N_("A paper or call from a court, or a lawyer's letter"),
        ("checklist", "calendar", "contacts", "agreement", "timeline"),
        0,
    ),
    Command("sold", "v", N_("Debt sold"), N_("The debt was sold to another creditor"), ("contacts", "agreement"), 0),
    Command("complain", "m", N_("Complaint"), N_("Log a complaint"), ("contacts",), 0),
    Command("credit", "r", N_("Credit report"), N_("Log a look at the credit report"), ("calendar", "timeline"), 0),
    Command("reopen", "O", N_("Open again"), N_("Take back that the case is closed"), ("case",), 0),
    Command("another", "w", N_("Another debt"), N_("Write down another debt of the same person"), ("checklist",), 0),
    Command("month_back", "left_square_bracket,comma", N_("Month -"), N_("One month back"), ("calendar",), 0, "["),
    Command("month_on", "right_square_bracket,full_stop", N_("Month +"), N_("One month on"), ("calendar",), 2, "]"),
    Command("today", "t", N_("Today"), N_("Go to today"), ("calendar",), 3),
    Command("picture", "v", N_("Picture"), N_("The balance over time as a picture"), ("calendar", "options"), 0),
    Command("ics", "x", N_("Calendar file"), N_("Make a calendar file for the phone"), ("calendar",), 0),
    Command("share", "o", N_("Split"), N_("Share the month by what is owed, or by priority"), ("budget",), 3),
    Command("request", "space", N_("This is my request"), N_("Make this option the request"), ("options",), 2, "Space"),
    Command("agreed", "a", N_("This was agreed"), N_("Record that the lender agreed to this option"), ("options",), 3),
    Command("mark", "m", N_("Draw"), N_("Draw this option in the picture, or leave it out"), ("options",), 4),
    Command("add_option", "e", N_("Another plan"), N_("Compare a plan of your own figures"), ("options",), 0),
    Command("settle", "space", N_("Mark"), N_("A point: open, by word, in writing"), ("agreement",), 2, "Space"),
    Command("accept", "g", N_("Agreed"), N_("Say that the offer is agreed; it fills the calendar"), ("agreement",), 3),
    Command(
        "all_written", "w", N_("All written"), N_("Every point is stated in writing; where that is"), ("agreement",), 5
    ),
    Command("decline", "x", N_("Not taken"), N_("Leave the offer"), ("agreement",), 0),
    Command("broken", "b", N_("Broken off"), N_("The agreement no longer holds, or holds again"), ("agreement",), 0),
    Command("rows", "r", N_("Rows"), N_("Type the instalments row by row"), ("agreement",), 0),
    Command("ask_list", "l", N_("To ask"), N_("The open points as a text to paste"), ("agreement",), 4),
    Command("form", "space", N_("Phone/chat/letter"), N_("Next form of the text"), ("statement",), 1, "Space"),
    Command("purpose", "o", N_("Another text"), N_("The next text that can be of use now"), ("statement",), 0),
    Command("edit_text", "e", N_("Edit"), N_("Edit the text before it is used"), ("statement",), 2),
    Command("copy", "y", N_("Copy"), N_("Send the text to your terminal's clipboard"), ("statement", "agreement"), 3),
    Command("save_text", "x", N_("File"), N_("Write the text to a file"), ("statement",), 0),
    Command("sent", "a", N_("Sent"), N_("Keep the text as sent"), ("statement",), 4),
    Command("fill", "r", N_("Facts"), N_("Fill in the facts that the text lacks"), ("statement",), 0),
    Command("dossier", "x", N_("Dossier"), N_("One document of the whole case, to print"), ("timeline",), 2),
    Command("undo_entry", "u", N_("Take this back"), N_("Undo the entry under the cursor"), ("timeline",), 1),
    Command("undo", "u", N_("Undo"), N_("Take back your last change"), ("home", *CASE_PAGES[:-1]), 0),
    Command("redo", "U", N_("Redo"), N_("Do it again"), ("home", "case"), 0),
    Command(
        "export", "X", N_("Take along"), N_("Calendar, tables, dossier, papers, data: as a file"), ("home", "case"), 0
    ),
    Command("import", "I", N_("Take in"), N_("Payments from a bill, or cases from a copy"), ("home", "case"), 0),
    Command("seal", "S", N_("Passphrase"), N_("Put a passphrase on the file, change it or take it off"), ("home",), 0),
    Command("forget", "D", N_("Forget"), N_("Delete a case for good, history and backups too"), ("home", "case"), 0),
    Command("hide", "z", N_("Hide amounts"), N_("Hide or show amounts"), ("*",), 0),
    Command("language", "L", N_("中文/English"), N_("Change the language, from the next start"), ("*",), 0),
    Command("redraw", "ctrl+l,f5", N_("Redraw"), N_("Draw the whole screen again"), ("*",), 0),
    Command("palette", "colon,ctrl+p", N_("Commands"), N_("Find a command by its name"), ("*",), 0, ":"),
    Command("help", "question_mark,f1", N_("Help"), N_("What works here"), ("*",), 8, "?"),
    Command("back", "escape", N_("Back"), N_("Back"), ("case",), 7, "Esc"),
    Command("quit", "q", N_("Quit"), N_("Leave; on a case: back"), ("*",), 9),
)


def works_on(command: Command, page: str) -> bool:
    """Return whether a command belongs to a page."""
    return "*" in command.where or page in command.where or ("case" in command.where and page in CASE_PAGES)


def commands_of(page: str, without: frozenset[str] = frozenset()) -> list[Command]:
    """Return the commands of a page, but those `without`, which have nothing to do at present."""
    return [command for command in COMMANDS if works_on(command, page) and command.id not in without]


def bindings_of(page: str) -> list[Binding]:
    """Return the key bindings of a page; each has the command's id, so that a key map can change it."""
    found = [
        Binding(command.keys, f"run('{command.id}')", command.label, id=command.id, show=False)
        for command in commands_of(page)
        if command.keys != "enter"
    ]
    if page in CASE_PAGES:
        found += [
            Binding(str(n + 1), f"run('page_{name}')", TABS[name], id=f"page_{name}", show=False)
            for n, name in enumerate(CASE_PAGES)
        ]
    return found


FOOT = {
    ("options", ""): ("request", "working", "agreed", "mark", "contact", "back"),
    ("options", "disputed"): ("request", "contact", "back"),
    ("materials", ""): ("edit", "cycle", "pick", "inbox", "contact", "back"),
    ("agreement", "none"): ("add", "ask_list", "contact", "pay", "back"),
    ("agreement", "offered"): ("settle", "accept", "ask_list", "all_written", "edit", "back"),
    ("agreement", "agreed"): ("settle", "ask_list", "pay", "all_written", "edit", "back"),
    ("agreement", "broken"): ("broken", "contact", "add", "ask_list", "edit", "back"),
}
"""The footer of pages whose next key is another than the ranks give, by page and what its case has come to."""


def footer_of(page: str, state: str = "") -> list[Command]:
    """Return at most six commands for the footer, best first."""
    chosen = FOOT.get((page, state))
    if chosen is not None:
        named = {command.id: command for command in commands_of(page)}
        return [named[id] for id in chosen]
    ranked = sorted((command for command in commands_of(page) if command.foot), key=lambda command: command.foot)
    back = [command for command in ranked[6:] if command.id == "back"]
    return [*ranked[: 6 - len(back)], *back]


def key_name(command: Command) -> str:
    """Return the key as the footer and the help show it."""
    return command.show_key or command.keys.split(",")[0]
