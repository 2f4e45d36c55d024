/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.alert.situation;

import io.nameplate.alerting.ledger.deviations.Deviation;
import io.nameplate.alerting.ledger.deviations.Episode;
import io.nameplate.model.language.Layer;
import io.nameplate.model.language.Term;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Says a situation in plain words, with times in the lease's zone. Pure: the same situation gives the same words. */
public final class Words {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ENGLISH);
    private static final DateTimeFormatter TO_THE_SECOND = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ENGLISH);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM", Locale.ENGLISH);
    private static final DateTimeFormatter ZONE = DateTimeFormatter.ofPattern("z", Locale.ENGLISH);
    private static final int BLOCKS_NAMED = 4;

    private final Situation situation;
    private final Deviation deviation;
    private final Episode episode;

    public Words(Situation situation) {
        this.situation = situation;
        this.deviation = situation.first();
        this.episode = deviation.episode();
    }

    /** The line an inbox shows. */
    public String subject(String kind) {
        String of = deviation.lease() + " " + deviation.term().text() + " ";
        String more = moreTerms();
        String layer = " - " + episode.layer().text();
        return switch (kind) {
            case "opened" ->
                "[BREACH] " + of + reached() + " < " + promised() + more + " (since " + since() + ")" + layer;
            case "reopened" ->
                "[BREACH AGAIN] " + of + reached() + " < " + promised() + more + " (since " + since() + ")" + layer;
            case "closed" ->
                "[CLOSED] " + of + (more.isEmpty() ? "" : more.substring(1) + " ") + "met again (below from "
                        + stretch() + ")" + layer;
            case "merged" -> "[MERGED] " + of + deviation.id() + " is part of " + into();
            default -> "[WITHDRAWN] " + of + deviation.id() + " is not a breach after restatement";
        };
    }

    /** How many terms one cause breached beside the first: {@code  and 2 more terms}; nothing if it is alone. */
    private String moreTerms() {
        long more = situation.others().stream().filter(Deviation::stands).count();
        return more == 0 ? "" : " and " + more + (more == 1 ? " more term" : " more terms");
    }

    /** Who, since when, how bad, which layer: one or two sentences about the first of its deviations. */
    public String sentence() {
        String who = situation.lease().lease() + " (tenant " + situation.lease().tenant() + ")";
        if (deviation.state() == Deviation.State.WITHDRAWN) {
            return deviation.id() + " of " + who + " is withdrawn: after a restatement its "
                    + deviation.term().text() + " was not below " + promised() + " for long enough.";
        }
        if (deviation.state() == Deviation.State.MERGED) {
            return deviation.id() + " of " + who + " is part of " + into() + " since a restatement joined the two.";
        }
        String verb = episode.isOpen() ? " has been below its " : " was below its ";
        String when = episode.isOpen() ? " since " + since() : " from " + stretch();
        return who + verb + deviation.term().text() + " term" + when + ": at worst " + reached() + " where "
                + promised() + " is promised. " + cause() + where();
    }

    /** A line for each of the others, in their order; nothing for a deviation that is alone. */
    public List<String> others() {
        return situation.others().stream().map(this::line).toList();
    }

    private String line(Deviation other) {
        Words of = new Words(new Situation(situation.lease(), List.of(other), List.of(), Optional.empty()));
        String name = other.term().text() + " (" + other.id() + "): ";
        if (other.state() == Deviation.State.WITHDRAWN) {
            return name + "withdrawn, not below " + of.promised() + " for long enough after a restatement.";
        }
        if (other.state() == Deviation.State.MERGED) {
            return name + "part of " + of.into() + " since a restatement joined the two.";
        }
        return name + "at worst " + of.reached() + " where " + of.promised() + " is promised, "
                + (other.episode().isOpen() ? "since " + of.since() : "from " + of.stretch() + ", met again")
                + (other.episode().layer() == episode.layer()
                        ? "."
                        : "; layer " + other.episode().layer().text() + ".");
    }

    /** What was lost and what that is worth, stated as an estimate. */
    public String atStake() {
        String lost = gpuHours(episode.lost()) + " in " + count(episode.intervals(), "interval");
        String basis = episode.provisional() ? " Some of these intervals are provisional." : "";
        if (deviation.term() == Term.Kind.COVERAGE) {
            return "Not measured: " + lost + ". What is not measured is neither up nor down, so no money is at stake by"
                    + " itself." + basis;
        }
        return (episode.isOpen() ? "Lost so far: " : "Lost: ") + lost
                + worth().map(amount -> ", about " + amount
                                + " at the lease's price (an estimate pro rata of the month; credits follow the"
                                + " contract's schedule)")
                        .orElse("")
                + "." + basis + together();
    }

    /** A text to send on as it is. */
    public String tellTheTenant() {
        if (situation.others().stream().anyMatch(Deviation::stands)) {
            return tellOfAll();
        }
        String term = deviation.term().text();
        if (!episode.isOpen()) {
            return "From " + stretch() + " the " + term + " of your lease " + deviation.lease()
                    + " was below what is contracted (at worst " + reached() + ", contracted " + promised() + "). "
                    + measured() + " It has been met again since " + time(until())
                    + ". Every interval is on record and can be checked.";
        }
        return "Since " + since() + " the " + term + " of your lease " + deviation.lease()
                + " has been below what is contracted (at worst " + reached() + ", contracted " + promised() + "). "
                + measured() + " Every interval is on record. We will write again when it is met.";
    }

    /** One message for one cause: every term with what was reached. */
    private String tellOfAll() {
        List<Deviation> standing =
                situation.deviations().stream().filter(Deviation::stands).toList();
        long first = standing.stream()
                .mapToLong(one -> one.episode().firstBreached())
                .min()
                .orElseThrow();
        String terms = standing.stream()
                .map(one -> one.term().text() + " (at worst "
                        + percent(one.episode().worstPerMille()) + ", contracted "
                        + percent(one.episode().atLeastPerMille())
                        + (situation.isOpen() && !one.episode().isOpen() ? ", met again" : "") + ")")
                .distinct()
                .collect(Collectors.joining(", "));
        String who = " of your lease " + deviation.lease();
        if (situation.isOpen()) {
            return "Since " + named(local(first)) + " these terms" + who + " have been below what is contracted: "
                    + terms + ". " + measured()
                    + " Every interval is on record. We will write again when they are met.";
        }
        long last = standing.stream()
                .mapToLong(one -> one.episode().closedAt().orElse(one.episode().lastBreached()))
                .max()
                .orElseThrow();
        return "From " + stretch(local(first), local(last)) + " these terms" + who + " were below what is contracted: "
                + terms + ". " + measured() + " They have been met again since " + time(local(last))
                + ". Every interval is on record and can be checked.";
    }

    /** The estimate with its currency: {@code USD 1,234}. */
    public Optional<String> worth() {
        return situation.worth().map(amount -> money(amount, situation.lease().currency()));
    }

    public String since() {
        return named(local(episode.firstBreached()));
    }

    private static String named(ZonedDateTime at) {
        return DAY.format(at) + " " + time(at) + " " + ZONE.format(at);
    }

    /** From when to when, each named once: {@code 21 Nov 23:25:20 to 23:26:30 CST}. */
    private String stretch() {
        return stretch(local(episode.firstBreached()), until());
    }

    private static String stretch(ZonedDateTime first, ZonedDateTime last) {
        boolean sameDay = first.toLocalDate().equals(last.toLocalDate());
        boolean sameZone = ZONE.format(first).equals(ZONE.format(last));
        return DAY.format(first) + " " + time(first) + (sameZone ? "" : " " + ZONE.format(first)) + " to "
                + (sameDay ? "" : DAY.format(last) + " ") + time(last) + " " + ZONE.format(last);
    }

    private ZonedDateTime until() {
        return local(episode.closedAt().orElse(episode.lastBreached()));
    }

    private ZonedDateTime local(long epochSecond) {
        return Instant.ofEpochSecond(epochSecond).atZone(situation.lease().zone());
    }

    private static String time(ZonedDateTime at) {
        return (at.getSecond() == 0 ? TIME : TO_THE_SECOND).format(at);
    }

    /** Terms judge the same GPUs, so a loss can stand in several deviations: it is worth its money once. */
    private String together() {
        String once = situation.others().stream()
                        .anyMatch(other -> other.stands() && other.term().losesCapacity())
                ? " The other terms of this cause count the same GPU-hours: they are worth their money once."
                : "";
        return once + elsewhere();
    }

    private String elsewhere() {
        if (situation.alongside().isEmpty()) {
            return "";
        }
        String others = situation.alongside().stream()
                .map(other -> other.id() + " (" + other.term().text() + ")")
                .collect(Collectors.joining(" and "));
        return " These GPU-hours, or a part of them, stand in " + others + " too: count them once.";
    }

    private String into() {
        return deviation.mergedInto().map(Object::toString).orElse("another deviation");
    }

    private String reached() {
        return percent(episode.worstPerMille());
    }

    private String promised() {
        return percent(episode.atLeastPerMille());
    }

    private String cause() {
        return "Layer: " + episode.layer().text() + ".";
    }

    private String measured() {
        return episode.layer() == Layer.UNKNOWN
                ? "The readings do not name the cause."
                : "The measured cause is " + describe(episode.layer()) + ".";
    }

    private String where() {
        List<Situation.BlockLoss> blocks = situation.blocks();
        if (blocks.isEmpty()) {
            return "";
        }
        String named = blocks.stream()
                .limit(BLOCKS_NAMED)
                .map(loss -> loss.block().value())
                .collect(Collectors.joining(", "));
        int more = blocks.size() - BLOCKS_NAMED;
        return (blocks.size() == 1 ? " Block: " : " Blocks: ") + named + (more > 0 ? " and " + more + " more" : "")
                + ".";
    }

    /** What a layer is called to somebody who does not run the site. */
    public static String describe(Layer layer) {
        return switch (layer) {
            case POWER -> "the power supply";
            case COOLING -> "the cooling";
            case NETWORK -> "the network";
            case HARDWARE -> "the compute hardware";
            case DELIVERY -> "capacity that is not handed over";
            case GRID -> "a curtailment order";
            case OPERATOR -> "a limit set by the operator";
            case TELEMETRY -> "missing measurements";
            case AGREED -> "agreed maintenance";
            case OUTSIDE -> "an event outside the supplier's control";
            case UNKNOWN -> "not named by the readings";
        };
    }

    static String percent(int perMille) {
        return perMille / 10 + "." + perMille % 10 + " %";
    }

    static String gpuHours(long gpuMs) {
        double hours = gpuMs / 3_600_000.0;
        return String.format(Locale.ENGLISH, hours < 10 ? "%,.2f GPU-hours" : "%,.0f GPU-hours", hours);
    }

    static String money(BigDecimal amount, String currency) {
        boolean small = amount.abs().compareTo(BigDecimal.valueOf(100)) < 0;
        return currency + " " + String.format(Locale.ENGLISH, small ? "%,.2f" : "%,.0f", amount);
    }

    private static String count(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
