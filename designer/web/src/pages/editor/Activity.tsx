import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, call } from "~/api/client";
import { messageOf } from "~/api/problem";
import { useSession } from "~/api/session";
import type { Comment } from "~/api/types";
import { showInstant, showWhen } from "~/messages";
import { activity as words } from "~/messages/editor/drawer";
import { Icon } from "~/ui/Icon";
import { toastError } from "~/ui/toast";
import { Waiting } from "~/ui/Waiting";
import { nameOf, nodeOf } from "./model";
import { aimAt, useEdited, useView } from "./store";

/** What people said of the scenario and its nodes, and what was done to it. */
export default function Activity({ scenario }: { scenario: string }) {
  return (
    <div className="follow-box">
      <div className="follow-steps" role="region" aria-label={words.comments} tabIndex={0}>
        <Comments scenario={scenario} />
      </div>
      <div className="follow-steps" role="region" aria-label={words.whatWasDone} tabIndex={0}>
        <Log scenario={scenario} />
      </div>
    </div>
  );
}

function Comments({ scenario }: { scenario: string }) {
  const queries = useQueryClient();
  const params = { path: { scenario } };
  const document = useEdited((state) => state.document);
  const only = useView((state) => (state.selected.size === 1 ? [...state.selected][0]! : null));
  const about = only ? nodeOf(document, only) : undefined;
  const [text, setText] = useState("");
  const found = useQuery({
    queryKey: ["comments", scenario],
    queryFn: ({ signal }) => call(api.GET("/api/v1/scenarios/{scenario}/comments", { params, signal })),
  });
  const again = () => {
    void queries.invalidateQueries({ queryKey: ["comments", scenario] });
    void queries.invalidateQueries({ queryKey: ["activity", scenario] });
  };
  const say = useMutation({
    mutationFn: () =>
      call(
        api.POST("/api/v1/scenarios/{scenario}/comments", {
          params,
          body: { text: text.trim(), node: about?.id ?? null },
        }),
      ),
    onSuccess: () => {
      setText("");
      again();
    },
  });
  return (
    <>
      <form
        className="row"
        style={{ padding: "8px 0", alignItems: "flex-start" }}
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim()) say.mutate();
        }}
      >
        <textarea
          className="input grow"
          rows={2}
          aria-label={words.comment}
          placeholder={about ? words.aboutNode(nameOf(about)) : words.aboutScenario}
          value={text}
          maxLength={4000}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && text.trim()) say.mutate();
          }}
        />
        <button type="submit" className="btn" disabled={!text.trim() || say.isPending}>
          {words.comment}
        </button>
      </form>
      {say.isError && <p className="fault">{messageOf(say.error)}</p>}
      <Waiting query={found} what={words.theComments} rows={2} />
      {found.data?.comments.length === 0 && <p className="t3">{words.nobodySaid}</p>}
      <ul>
        {found.data?.comments.map((each) => (
          <Said key={each.number} scenario={scenario} comment={each} onChange={again} />
        ))}
      </ul>
    </>
  );
}

function Said(props: { scenario: string; comment: Comment; onChange: () => void }) {
  const { scenario, comment, onChange } = props;
  const session = useSession();
  const document = useEdited((state) => state.document);
  const node = comment.node ? nodeOf(document, comment.node) : undefined;
  const path = { scenario, comment: comment.number };
  const resolve = useMutation({
    mutationFn: () =>
      call(
        api.PATCH("/api/v1/scenarios/{scenario}/comments/{comment}", {
          params: { path },
          body: { revision: comment.revision, resolved: comment.resolved_at === null },
        }),
      ),
    onSuccess: onChange,
    onError: toastError,
  });
  const remove = useMutation({
    mutationFn: () =>
      call(api.DELETE("/api/v1/scenarios/{scenario}/comments/{comment}", { params: { path } })),
    onSuccess: onChange,
    onError: toastError,
  });
  return (
    <li className={`said ${comment.resolved_at ? "done" : ""}`}>
      <div className="row">
        <b>{comment.by}</b>
        <span className="t3 sm" title={showInstant(comment.at)}>
          {showWhen(comment.at)}
        </span>
        {comment.node && (
          <button type="button" className="link sm cut" onClick={() => aimAt(comment.node!, null)}>
            {node ? nameOf(node) : comment.node}
          </button>
        )}
        <span className="grow" />
        <button
          type="button"
          className="link sm"
          title={comment.resolved_by ? words.doneSays(comment.resolved_by) : undefined}
          onClick={() => resolve.mutate()}
        >
          {comment.resolved_at ? words.openAgain : words.done}
        </button>
        {comment.by === session.user && (
          <button
            type="button"
            className="btn ghost small icon"
            aria-label={words.removeComment}
            onClick={() => remove.mutate()}
          >
            <Icon name="cross" size={12} />
          </button>
        )}
      </div>
      <p>{comment.text}</p>
    </li>
  );
}

function Log({ scenario }: { scenario: string }) {
  const found = useInfiniteQuery({
    queryKey: ["activity", scenario],
    queryFn: ({ signal, pageParam }) =>
      call(
        api.GET("/api/v1/scenarios/{scenario}/activity", {
          params: { path: { scenario }, query: pageParam === null ? {} : { before: pageParam } },
          signal,
        }),
      ),
    initialPageParam: null as number | null,
    getNextPageParam: (last) => last.before,
  });
  if (!found.data) return <Waiting query={found} what={words.whatWasDoneInText} rows={3} />;
  const entries = found.data.pages.flatMap((page) => page.entries);
  return (
    <>
      <ol className="log">
        {entries.map((each) => (
          <li key={each.number}>
            <span className="t3 sm nowrap" title={showInstant(each.at)}>
              {showWhen(each.at)}
            </span>
            <b className="cut">{each.actor}</b>
            <span className="cut" title={each.comment?.text}>
              {each.action.replaceAll(".", " ").replaceAll("-", " ")}
              {each.count > 1 && <span className="t3"> {words.times(each.count)}</span>}
              {each.comment && <span className="t2">{words.saying(each.comment.text)}</span>}
            </span>
          </li>
        ))}
      </ol>
      {found.hasNextPage && (
        <button
          type="button"
          className="btn"
          disabled={found.isFetchingNextPage}
          onClick={() => void found.fetchNextPage()}
        >
          {words.older}
        </button>
      )}
    </>
  );
}
