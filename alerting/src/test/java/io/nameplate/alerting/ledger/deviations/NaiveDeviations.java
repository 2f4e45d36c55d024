/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.deviations;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.model.language.Layer;
import io.nameplate.model.verdict.BlockLosses;
import io.nameplate.model.verdict.Judgement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Episodes and their ids written again from the rules in {@code docs/alerting.md}: plain, slow, and nothing of the ledger's own. */
final class NaiveDeviations {

    private NaiveDeviations() {}

    /**
     * The episodes of a whole history at once: so many breached in a row, with nothing untold or not assessed provisionally among them,
     * open one, so many met in a row close it.
     *
     * @param history in order of time
     */
    static List<Episode> episodes(List<Outcome> history, int openAfter, int closeAfter) {
        List<Outcome> told = history.stream()
                .filter(outcome -> outcome.verdict() != Judgement.Outcome.NOT_ASSESSED)
                .toList();
        List<Episode> found = new ArrayList<>();
        int from = 0;
        while (from <= told.size()) {
            int opens = inARow(told, Judgement.Outcome.BREACHED, openAfter, from);
            while (opens >= 0 && isBroken(history, told.subList(opens, opens + openAfter))) {
                opens = inARow(told, Judgement.Outcome.BREACHED, openAfter, opens + 1);
            }
            if (opens < 0) {
                break;
            }
            int closes = inARow(told, Judgement.Outcome.MET, closeAfter, opens + openAfter);
            int end = closes < 0 ? told.size() : closes + closeAfter;
            OptionalLong closedAt = closes < 0
                    ? OptionalLong.empty()
                    : OptionalLong.of(told.get(end - 1).end());
            found.add(episode(
                    told.subList(opens, end), told.get(opens + openAfter - 1).end(), closedAt));
            from = closes < 0 ? told.size() + 1 : end;
        }
        return found;
    }

    /** Whether it is not known of some time from the first of a run to its last that it was not met. */
    private static boolean isBroken(List<Outcome> history, List<Outcome> run) {
        long begin = run.get(0).start();
        long end = run.get(run.size() - 1).end();
        long told = history.stream()
                .filter(outcome -> outcome.start() >= begin && outcome.end() <= end)
                .filter(outcome -> !outcome.provisional() || outcome.verdict() != Judgement.Outcome.NOT_ASSESSED)
                .mapToLong(outcome -> outcome.end() - outcome.start())
                .sum();
        return told < end - begin;
    }

    /** Where so many of one kind first stand in a row; -1 if they never do. */
    private static int inARow(List<Outcome> told, Judgement.Outcome verdict, int count, int from) {
        for (int at = from; at + count <= told.size(); at++) {
            if (told.subList(at, at + count).stream().allMatch(outcome -> outcome.verdict() == verdict)) {
                return at;
            }
        }
        return -1;
    }

    private static Episode episode(List<Outcome> all, long openedAt, OptionalLong closedAt) {
        List<Outcome> breached = all.stream()
                .filter(outcome -> outcome.verdict() == Judgement.Outcome.BREACHED)
                .toList();
        Map<Layer, Long> layers = new EnumMap<>(Layer.class);
        BlockLosses blocks = BlockLosses.NONE;
        int worst = Integer.MAX_VALUE;
        boolean provisional = false;
        for (Outcome outcome : breached) {
            outcome.layers().forEach((layer, lost) -> layers.merge(layer, lost, Long::sum));
            blocks = blocks.plus(outcome.blocks());
            worst = Math.min(worst, outcome.worstPerMille());
            provisional |= outcome.provisional();
        }
        Outcome last = breached.get(breached.size() - 1);
        return new Episode(
                breached.get(0).start(),
                last.start(),
                openedAt,
                closedAt,
                breached.size(),
                layers,
                blocks,
                worst,
                last.atLeastPerMille(),
                provisional);
    }

    /** Those that stand, in order of time. */
    static List<Deviation> standing(List<Deviation> all) {
        return all.stream()
                .filter(deviation ->
                        deviation.state() == Deviation.State.OPEN || deviation.state() == Deviation.State.CLOSED)
                .sorted((a, b) ->
                        Long.compare(a.episode().firstBreached(), b.episode().firstBreached()))
                .toList();
    }

    /**
     * Checks what one restatement did to the ids: each that stood goes to the earliest episode it shares time with; of several
     * there the oldest stays and the others are merged into it; without such an episode it is withdrawn; only an episode
     * that none goes to has a new id.
     */
    static void checkIds(List<Deviation> before, List<Deviation> after, String where) {
        Map<DeviationId, Deviation> now = new TreeMap<>();
        after.forEach(deviation -> now.put(deviation.id(), deviation));
        long given = before.stream()
                .mapToLong(deviation -> deviation.id().number())
                .max()
                .orElse(0);
        Map<DeviationId, List<DeviationId>> heirs = new TreeMap<>();
        for (Deviation was : standing(before)) {
            List<Deviation> sharing = standing(after).stream()
                    .filter(is -> share(was.episode(), is.episode()))
                    .toList();
            if (sharing.isEmpty()) {
                assertThat(now.get(was.id()).state())
                        .as("%s: nothing is left of %s", where, was.id())
                        .isEqualTo(Deviation.State.WITHDRAWN);
            } else {
                heirs.computeIfAbsent(sharing.get(0).id(), id -> new ArrayList<>())
                        .add(was.id());
            }
        }
        for (Deviation stands : standing(after)) {
            List<DeviationId> claims = heirs.get(stands.id());
            if (claims == null) {
                assertThat(stands.id().number())
                        .as("%s: nobody was there before %s", where, stands.id())
                        .isGreaterThan(given);
                continue;
            }
            assertThat(stands.id())
                    .as("%s: the oldest of %s stays", where, claims)
                    .isEqualTo(Collections.min(claims));
            claims.stream()
                    .filter(id -> !id.equals(stands.id()))
                    .forEach(id -> assertThat(now.get(id).mergedInto())
                            .as("%s: %s is part of an older one", where, id)
                            .contains(stands.id()));
        }
    }

    private static boolean share(Episode one, Episode other) {
        return one.firstBreached() < end(other) && other.firstBreached() < end(one);
    }

    private static long end(Episode episode) {
        return episode.closedAt().isPresent() ? episode.closedAt().getAsLong() : Long.MAX_VALUE;
    }
}
