import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, call } from "~/api/client";
import type { components } from "~/api/schema";
import { messages, showInstant, showWhen } from "~/messages";
import { settings } from "~/messages/settings";
import { Confirm, Fault } from "~/ui/Confirm";
import { type Column, DataList } from "~/ui/DataList";
import { Dialog, Foot } from "~/ui/Dialog";
import { Empty } from "~/ui/Empty";
import { Field, TextField } from "~/ui/Field";
import { Icon } from "~/ui/Icon";
import { toast, toastError } from "~/ui/toast";
import { Waiting } from "~/ui/Waiting";

const words = settings.channels;

type Channel = components["schemas"]["ChannelAnswer"];
type Kind = Channel["kind"];
type Security = "starttls" | "tls" | "none";

/** Whom it is told when objectives are broken. */
export function Channels() {
  const queries = useQueryClient();
  const found = useQuery({
    queryKey: ["channels"],
    queryFn: ({ signal }) => call(api.GET("/api/v1/channels", { signal })),
    refetchInterval: 10_000,
  });
  const [edited, setEdited] = useState<Channel | Kind | null>(null);
  const [removed, setRemoved] = useState<Channel | null>(null);
  const refresh = () => queries.invalidateQueries({ queryKey: ["channels"] });
  const test = useMutation({
    mutationFn: (channel: Channel) =>
      call(api.POST("/api/v1/channels/{channel}/test", { params: { path: { channel: channel.name } } })),
    onSuccess: (_, channel) => toast(words.theTestByWasDelivered(channel.name)),
    onError: toastError,
    onSettled: refresh,
  });
  const rows = found.data?.channels ?? [];
  const columns: Column<Channel>[] = [
    {
      id: "name",
      title: words.channel,
      width: "minmax(140px, 1fr)",
      render: (each) => (
        <>
          <b>{each.name}</b>
          <small>{each.kind === "email" ? words.eMail : words.webhook}</small>
        </>
      ),
    },
    {
      id: "target",
      title: words.to,
      width: "minmax(180px, 2fr)",
      render: (each) => (
        <>
          <span className="cut">{each.email?.recipients.join(", ") ?? each.webhook?.url}</span>
          <small>
            {words.of} {each.environments.join(", ") || words.nothing}
          </small>
        </>
      ),
    },
    {
      id: "state",
      title: words.lastMessage,
      width: "minmax(160px, 1fr)",
      render: (each) =>
        each.fault ? (
          <span className="badge danger" title={each.fault}>
            <Icon name="error" size={12} />
            <span className="cut">{each.fault}</span>
          </span>
        ) : each.told_at ? (
          <span title={showInstant(each.told_at)}>{showWhen(each.told_at)}</span>
        ) : (
          <span className="t3">{words.noneYet}</span>
        ),
    },
    {
      id: "actions",
      title: <span className="vh">{messages.common.actions}</span>,
      width: "164px",
      render: (each) => (
        <span className="row row-4">
          <button
            type="button"
            className="btn small"
            disabled={test.isPending}
            onClick={() => test.mutate(each)}
          >
            {messages.common.test}
          </button>
          <button type="button" className="btn small" onClick={() => setEdited(each)}>
            {messages.common.change}
          </button>
          <button
            type="button"
            className="btn ghost icon"
            aria-label={words.remove(each.name)}
            onClick={() => setRemoved(each)}
          >
            <Icon name="trash" />
          </button>
        </span>
      ),
    },
  ];
  return (
    <>
      <div className="bar">
        <h1>{words.notifications}</h1>
        <span className="grow" />
        <button type="button" className="btn" onClick={() => setEdited("webhook")}>
          <Icon name="plus" size={14} />
          {words.webhookTitle}
        </button>
        <button type="button" className="btn primary" onClick={() => setEdited("email")}>
          <Icon name="plus" size={14} />
          {words.eMailTitle}
        </button>
      </div>
      <div className="content">
        <p className="t2">{words.toldWhenObjectivesAreBroken}</p>
        <Waiting query={found} what={words.theChannels} />
        {found.data && rows.length === 0 && (
          <Empty icon="letter" title={words.nobodyIsTold}>
            <p>{words.addAnAddressOfE}</p>
          </Empty>
        )}
        {rows.length > 0 && (
          <DataList
            label={words.channels}
            columns={columns}
            rows={rows}
            keyOf={(each) => each.name}
            least={760}
          />
        )}
      </div>
      {edited && (
        <ChannelDialog
          kind={typeof edited === "string" ? edited : edited.kind}
          channel={typeof edited === "string" ? null : edited}
          onClose={() => setEdited(null)}
          onDone={refresh}
        />
      )}
      {removed && (
        <Confirm
          title={words.removeThisChannel}
          action={words.remove(removed.name)}
          isDangerous
          onClose={() => setRemoved(null)}
          run={() =>
            call(
              api.DELETE("/api/v1/channels/{channel}", { params: { path: { channel: removed.name } } }),
            ).then(refresh)
          }
        >
          <p>{words.nobodyIsToldByItAnyMore}</p>
        </Confirm>
      )}
    </>
  );
}

function listOf(text: string): string[] {
  return text
    .split(/[\s,;]+/)
    .map((each) => each.trim())
    .filter(Boolean);
}

function ChannelDialog(props: {
  kind: Kind;
  channel: Channel | null;
  onClose: () => void;
  onDone: () => void;
}) {
  const { kind, channel, onClose, onDone } = props;
  const [form, setForm] = useState({
    name: channel?.name ?? "",
    host: channel?.email?.host ?? "",
    port: String(channel?.email?.port ?? 587),
    security: (channel?.email?.security ?? "starttls") as Security,
    user: channel?.email?.user ?? "",
    sender: channel?.email?.sender ?? "",
    recipients: channel?.email?.recipients.join(", ") ?? "",
    url: channel?.webhook?.url ?? "",
    secret: "",
    environments: channel?.environments.join(", ") ?? "production",
    hours: String((channel?.repeat_minutes ?? 240) / 60),
  });
  const set = (values: Partial<typeof form>) => setForm((before) => ({ ...before, ...values }));
  const save = useMutation({
    mutationFn: () => {
      const { host, security, user, sender, url } = form;
      const common = {
        environments: listOf(form.environments),
        repeat_minutes: Math.max(1, Math.round(Number(form.hours) * 60)),
        secret: form.secret === "" ? null : form.secret,
        ...(kind === "email"
          ? {
              email: {
                host: host.trim(),
                port: Number(form.port),
                security,
                user: user.trim() || null,
                sender: sender.trim(),
                recipients: listOf(form.recipients),
              },
            }
          : { webhook: { url: url.trim() } }),
      };
      return channel
        ? call(
            api.PUT("/api/v1/channels/{channel}", {
              params: { path: { channel: channel.name } },
              body: { ...common, revision: channel.revision },
            }),
          )
        : call(api.POST("/api/v1/channels", { body: { ...common, name: form.name.trim() } }));
    },
    onSuccess: () => {
      onDone();
      onClose();
    },
  });
  const line = (key: keyof typeof form, label: string, hint?: string, more: object = {}) => (
    <TextField
      label={label}
      hint={hint}
      className="input"
      value={form[key]}
      onChange={(event) => set({ [key]: event.target.value })}
      {...more}
    />
  );
  return (
    <Dialog
      title={
        channel ? words.channelOf(channel.name) : kind === "email" ? words.tellByEMail : words.tellAWebhook
      }
      size={560}
      onClose={onClose}
      onSubmit={() => save.mutate()}
      foot={<Foot action={messages.common.save} isBlocked={save.isPending} onClose={onClose} />}
    >
      {!channel &&
        line("name", messages.common.name, words.smallLettersDigitsAndHyphens, { "data-autofocus": true })}
      {kind === "email" ? (
        <>
          {line("recipients", words.to, words.addressesWithCommas)}
          {line("sender", words.from)}
          <div className="two">
            {line("host", words.mailServer)}
            {line("port", words.port, undefined, { type: "number", min: 1, max: 65535 })}
            <Field label={words.encryption}>
              {(control) => (
                <select
                  {...control}
                  className="input"
                  value={form.security}
                  onChange={(event) => set({ security: event.target.value as Security })}
                >
                  <option value="starttls">{words.starttls}</option>
                  <option value="tls">{words.tls}</option>
                  <option value="none">{messages.common.none}</option>
                </select>
              )}
            </Field>
            {line("user", messages.common.user, words.nothingNoLogin)}
          </div>
        </>
      ) : (
        line("url", words.address, words.itGetsAMessage, { type: "url" })
      )}
      {line(
        "secret",
        kind === "email" ? words.password : words.token,
        channel?.has_secret ? words.nothingTheOneBefore : words.storedEncrypted,
        { type: "password", autoComplete: "new-password" },
      )}
      <div className="two">
        {line("environments", words.ofEnvironments)}
        {line("hours", words.againAfterHours, words.whileItIsStillBroken, {
          type: "number",
          min: 0.1,
          step: 0.1,
        })}
      </div>
      {save.isError && <Fault error={save.error} />}
    </Dialog>
  );
}
