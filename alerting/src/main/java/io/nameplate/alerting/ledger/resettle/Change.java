/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.resettle;

import io.nameplate.alerting.ledger.accounts.Worth;
import io.nameplate.alerting.ledger.results.Approval;
import io.nameplate.model.language.Lease;
import io.nameplate.model.language.State;
import io.nameplate.model.verdict.Content;
import io.nameplate.model.verdict.LineResult;
import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What settling again makes of one interval of a line, with what it was: in words, and as a line of JSON.
 *
 * @param before empty when the interval had no settled result
 * @param revision the number of what is now, that of before where only judgements are otherwise; {@link #UNNUMBERED} where no
 *     ledger was asked
 * @param lease the contract that says who bears what, and at which price
 */
public record Change(Optional<Before> before, LineResult now, int revision, Lease lease, Approval approval) {

    /** The number of a revision that is not known. */
    public static final int UNNUMBERED = 0;

    /** What the interval was. */
    public record Before(int revision, String sha256, Map<State, Long> states) {}

    private long was(State state) {
        return before.map(found -> found.states().getOrDefault(state, 0L)).orElse(0L);
    }

    /** By how many GPU-milliseconds what the supplier lost is more than it was. */
    public long lossChange() {
        return EnumSet.allOf(State.class).stream()
                .filter(state -> state.isLoss()
                        && state != State.UNMEASURED
                        && !lease.tenantBears().contains(state))
                .mapToLong(state -> now.content().gpuMs(state) - was(state))
                .sum();
    }

    /** What that is worth, an estimate in the lease's currency. */
    public BigDecimal worthChange() {
        return Worth.of(lease, now.content().intervalStart(), lossChange());
    }

    private Set<State> moved() {
        Set<State> moved = EnumSet.noneOf(State.class);
        for (State state : State.values()) {
            if (was(state) != now.content().gpuMs(state)) {
                moved.add(state);
            }
        }
        return moved;
    }

    /** The change in words, several lines. */
    public String text() {
        Content content = now.content();
        StringBuilder text = new StringBuilder();
        text.append(content.lease()).append('/').append(content.line());
        text.append(' ').append(content.intervalStart()).append(": ");
        text.append(numbered());
        text.append(", ").append(approval.reason().text());
        text.append(", approved by ").append(approval.approver());
        text.append(", registry version ").append(content.registryVersion()).append('\n');
        text.append("  content ").append(content.sha256());
        before.ifPresent(found -> text.append("\n      was ").append(found.sha256()));
        text.append('\n');
        for (State state : moved()) {
            text.append(String.format(
                    Locale.ROOT,
                    "  %-16s %14s -> %14s GPU-h%n",
                    state,
                    gpuHours(was(state)),
                    gpuHours(content.gpuMs(state))));
        }
        text.append("  supplier's loss ").append(signed(gpuHours(lossChange()))).append(" GPU-h, about ");
        text.append(signed(worthChange().toPlainString())).append(' ').append(lease.currency());
        return text.append('\n').toString();
    }

    private String numbered() {
        if (revision == UNNUMBERED) {
            return "another content";
        }
        return before.map(found -> found.revision() == revision
                        ? "revision " + revision + " stays, its judgements do not"
                        : "revision " + revision + " for " + found.revision())
                .orElse("revision " + revision + ", the first");
    }

    private static String gpuHours(long gpuMs) {
        return String.format(Locale.ROOT, "%.6f", gpuMs / 3.6e6);
    }

    private static String signed(String amount) {
        return amount.startsWith("-") ? amount : "+" + amount;
    }

    /** The change as one line of JSON with sorted keys. */
    public String json() {
        Content content = now.content();
        StringBuilder states = new StringBuilder();
        for (State state : moved()) {
            states.append(states.isEmpty() ? "" : ",")
                    .append("\"" + state + "\":{\"new\":" + content.gpuMs(state) + ",\"old\":" + was(state) + "}");
        }
        return "{\"approver\":" + quoted(approval.approver()) + ",\"content\":" + content.canonicalJson()
                + ",\"currency\":" + quoted(lease.currency()) + ",\"interval_start\":\"" + content.intervalStart()
                + "\",\"lease\":\"" + content.lease() + "\",\"line\":\"" + content.line() + "\",\"reason\":\""
                + approval.reason().text() + "\",\"replaces\":"
                + before.map(found -> "\"" + found.sha256() + "\"").orElse("null") + ",\"revision\":"
                + (revision == UNNUMBERED ? "null" : Integer.toString(revision))
                + ",\"sha256\":\"" + content.sha256() + "\",\"states\":{" + states
                + "},\"supplier_loss_change_gpu_ms\":" + lossChange() + ",\"worth_change\":\""
                + worthChange().toPlainString() + "\"}";
    }

    /** A text as JSON has it; control characters do not stand in any of ours. */
    static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\p{Cntrl}", " ") + '"';
    }
}
