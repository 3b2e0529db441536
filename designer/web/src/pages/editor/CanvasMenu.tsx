import { Menu } from "@mantine/core";
import { messages } from "~/messages";
import { canvas } from "~/messages/editor/canvas";
import { commands } from "~/messages/editor/commands";
import { keys } from "~/messages/editor/keys";
import {
  colour,
  fold,
  groupChosen,
  isInGroup,
  makeFragment,
  newNote,
  removeSelected,
  tidy,
  toggleDisabled,
  ungroupChosen,
} from "./actions";
import { annotationsOf, COLORS, idOf } from "./annotations";
import { snapped } from "./layout";
import { openNode, useEdited, useView } from "./store";

const words = canvas.menu;

function close(): void {
  useView.setState({ menu: null });
}

/** The menu under the mouse: about what is chosen, or about the ground. */
export function CanvasMenu() {
  const menu = useView((state) => state.menu);
  if (!menu) return null;
  return (
    <Menu
      key={`${menu.left} ${menu.top}`}
      opened
      onClose={close}
      position="bottom-start"
      offset={0}
      returnFocus
    >
      <Menu.Target>
        <span style={{ position: "fixed", left: menu.left, top: menu.top, width: 1, height: 1 }} />
      </Menu.Target>
      <Menu.Dropdown aria-label={words.label}>
        {menu.isAboutChosen ? <AboutChosen /> : <AboutGround />}
      </Menu.Dropdown>
    </Menu>
  );
}

function AboutGround() {
  const menu = useView((state) => state.menu)!;
  const place = { x: snapped(menu.place.x), y: snapped(menu.place.y) };
  return (
    <>
      <Menu.Item
        rightSection={<kbd>{keys.tab}</kbd>}
        onClick={() => useView.setState({ adding: { left: menu.left, top: menu.top, place } })}
      >
        {words.addNodeHere}
      </Menu.Item>
      <Menu.Item rightSection={<kbd>{keys.note}</kbd>} onClick={() => newNote(place)}>
        {words.addNoteHere}
      </Menu.Item>
      <Menu.Divider />
      <Menu.Item rightSection={<kbd>{keys.tidy}</kbd>} onClick={tidy}>
        {commands.tidy}
      </Menu.Item>
    </>
  );
}

function AboutChosen() {
  const selected = useView((state) => state.selected);
  const annotations = [...useView((state) => state.annotations)];
  const groups = useEdited((state) => annotationsOf(state.document).groups);
  const chosenGroup = annotations.find((each) => each.startsWith("group"));
  const only = selected.size === 1 && annotations.length === 0 ? [...selected][0]! : null;
  const alone = annotations.length === 1 && selected.size === 0 ? annotations[0]! : chosenGroup;
  return (
    <>
      {only && (
        <Menu.Item rightSection={<kbd>{keys.enter}</kbd>} onClick={() => openNode(only)}>
          {words.open}
        </Menu.Item>
      )}
      {alone && (
        <Menu.Item
          rightSection={<kbd>{keys.rename}</kbd>}
          onClick={() => useView.setState({ writing: alone })}
        >
          {chosenGroup ? words.renameGroup : words.writeNote}
        </Menu.Item>
      )}
      {selected.size > 0 && (
        <Menu.Item rightSection={<kbd>{keys.disable}</kbd>} onClick={toggleDisabled}>
          {words.disableOrEnable}
        </Menu.Item>
      )}
      {!chosenGroup && (
        <Menu.Item rightSection={<kbd>{keys.group}</kbd>} onClick={groupChosen}>
          {canvas.group.group}
        </Menu.Item>
      )}
      {chosenGroup && (
        <Menu.Item onClick={() => fold(idOf(chosenGroup))}>
          {groups[idOf(chosenGroup)]?.collapsed
            ? canvas.group.open(canvas.group.theGroup)
            : canvas.group.fold(canvas.group.theGroup)}
        </Menu.Item>
      )}
      {(chosenGroup || isInGroup()) && (
        <Menu.Item rightSection={<kbd>{keys.ungroup}</kbd>} onClick={ungroupChosen}>
          {chosenGroup ? commands.ungroup : words.takeOutOfGroup}
        </Menu.Item>
      )}
      {selected.size > 0 && <Menu.Item onClick={makeFragment}>{words.makeFragment}</Menu.Item>}
      {alone && (
        <>
          <Menu.Divider />
          <Menu.Label>{canvas.colour.colour}</Menu.Label>
          {COLORS.map((each) => (
            <Menu.Item
              key={each}
              leftSection={<span className={`swatch tone-${each}`} />}
              onClick={() => colour(each)}
            >
              {canvas.colour.names[each]}
            </Menu.Item>
          ))}
        </>
      )}
      <Menu.Divider />
      <Menu.Item rightSection={<kbd>{keys.delete}</kbd>} onClick={removeSelected}>
        {chosenGroup ? words.removeWithContent : messages.common.remove}
      </Menu.Item>
    </>
  );
}
