/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.nameplate.alerting.alert.situation.Situation;
import io.nameplate.alerting.alert.situation.Situations;
import io.nameplate.alerting.alert.situation.Words;
import io.nameplate.alerting.ledger.deviations.Deviation;
import io.nameplate.alerting.ledger.deviations.DeviationId;
import io.nameplate.alerting.ledger.deviations.Episode;
import io.nameplate.alerting.ledger.deviations.SharedCause;
import io.nameplate.alerting.ledger.results.Interval;
import io.nameplate.alerting.ledger.results.Standing;
import io.nameplate.alerting.ledger.results.Totals;
import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.Layer;
import io.nameplate.model.language.Lease;
import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.State;
import io.nameplate.model.verdict.Judgement;
import io.nameplate.model.verdict.WorstNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The shapes of the reading half of {@code docs/ledger-api.md}. Every figure carries what it rests on. */
final class Views {

    private Views() {}

    /** GPU-milliseconds of a stretch of time. */
    record Amounts(
            long intervals,
            long restated,
            long provisional,
            @Nullable Instant asOf,
            long contractedGpuMs,
            long deliveredGpuMs,
            long utilizedGpuMs,
            long idleGpuMs,
            long unmeasuredGpuMs,
            int coveragePerMille,
            Map<String, Long> unmeasuredByCause,
            Map<State, Long> states,
            List<Loss> losses) {

        static Amounts of(Totals totals) {
            return new Amounts(
                    totals.basis().intervals(),
                    totals.basis().restated(),
                    totals.basis().provisional(),
                    totals.basis().asOf().orElse(null),
                    totals.contracted(),
                    totals.delivered(),
                    totals.of(State.UTILIZED),
                    totals.of(State.IDLE),
                    totals.of(State.UNMEASURED),
                    totals.coveragePerMille(),
                    CoverageView.causes(totals.missing()),
                    totals.states(),
                    totals.losses().entrySet().stream()
                            .map(loss -> new Loss(loss.getKey().text(), loss.getValue()))
                            .toList());
        }
    }

    /** What a layer lost; a list of these, in the order of the ladder, is the delivery waterfall. */
    record Loss(String layer, long gpuMs) {}

    /**
     * A deviation.
     *
     * @param cause the oldest deviation with the same cause, itself where it is alone; null for one that does not stand
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record DeviationView(
            String id,
            LeaseId lease,
            String term,
            String layer,
            String state,
            Instant openedAt,
            @Nullable Instant closedAt,
            Instant firstBreached,
            Instant lastBreached,
            int intervals,
            long lostGpuMs,
            Map<String, Long> layers,
            int worstPerMille,
            int atLeastPerMille,
            boolean provisional,
            @Nullable String mergedInto,
            @Nullable String cause,
            List<BlockView> blocks,
            @Nullable BigDecimal worthEstimate,
            Instant recordedAt) {

        /** The deviations of one lease, as they are told: what shares a cause names the same. */
        static List<DeviationView> all(List<Deviation> ofLease, @Nullable Lease lease) {
            Map<DeviationId, DeviationId> causes = new HashMap<>();
            SharedCause.groups(ofLease)
                    .forEach(group -> group.forEach(
                            member -> causes.put(member.id(), group.get(0).id())));
            return ofLease.stream()
                    .map(deviation -> of(deviation, lease, causes.get(deviation.id())))
                    .toList();
        }

        private static DeviationView of(Deviation deviation, @Nullable Lease lease, @Nullable DeviationId cause) {
            Episode episode = deviation.episode();
            return new DeviationView(
                    deviation.id().toString(),
                    deviation.lease(),
                    deviation.term().text(),
                    episode.layer().text(),
                    deviation.state().text(),
                    Instant.ofEpochSecond(episode.openedAt()),
                    episode.isOpen()
                            ? null
                            : Instant.ofEpochSecond(episode.closedAt().getAsLong()),
                    Instant.ofEpochSecond(episode.firstBreached()),
                    Instant.ofEpochSecond(episode.lastBreached()),
                    episode.intervals(),
                    episode.lost(),
                    layers(episode.layers()),
                    episode.worstPerMille(),
                    episode.atLeastPerMille(),
                    episode.provisional(),
                    deviation.mergedInto().map(Object::toString).orElse(null),
                    cause == null ? null : cause.toString(),
                    BlockView.worstFirst(episode.where()),
                    lease == null ? null : Situations.worth(deviation, lease).orElse(null),
                    deviation.recordedAt());
        }

        private static Map<String, Long> layers(Map<Layer, Long> layers) {
            Map<String, Long> named = new LinkedHashMap<>();
            layers.forEach((layer, lost) -> named.put(layer.text(), lost));
            return named;
        }
    }

    /** What one cause did, in words, for people; {@code deviation} is the oldest, which names it as long as it lasts. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record SituationView(
            String deviation,
            String layer,
            List<String> deviations,
            String sentence,
            List<String> others,
            String atStake,
            String tellTheTenant,
            @Nullable BigDecimal worthEstimate,
            boolean provisional,
            List<BlockView> blocks) {

        static SituationView of(Situation situation) {
            Words words = new Words(situation);
            return new SituationView(
                    situation.oldest().toString(),
                    situation.first().episode().layer().text(),
                    situation.deviations().stream()
                            .map(deviation -> deviation.id().toString())
                            .toList(),
                    words.sentence(),
                    words.others(),
                    words.atStake(),
                    words.tellTheTenant(),
                    situation.worth().orElse(null),
                    situation.deviations().stream()
                            .anyMatch(deviation -> deviation.episode().provisional()),
                    situation.blocks().stream()
                            .limit(BlockView.MOST)
                            .map(loss -> new BlockView(loss.block().value(), loss.lostGpuMs()))
                            .toList());
        }
    }

    /** What a block lost. */
    record BlockView(String block, long lostGpuMs) {

        private static final int MOST = 12;

        static List<BlockView> worstFirst(Map<BlockId, Long> lost) {
            return lost.entrySet().stream()
                    .map(entry -> new BlockView(entry.getKey().value(), entry.getValue()))
                    .sorted(Comparator.comparingLong(BlockView::lostGpuMs)
                            .reversed()
                            .thenComparing(BlockView::block))
                    .limit(MOST)
                    .toList();
        }
    }

    /** How an interval stands against a term. */
    record JudgementView(
            String term,
            String verdict,
            @Nullable Integer valuePerMille,
            int atLeastPerMille,
            @Nullable String layer) {

        static JudgementView of(Judgement judged) {
            Layer layer = judged.layer();
            return new JudgementView(
                    judged.term().text(),
                    judged.outcome().text(),
                    judged.valuePerMille(),
                    judged.atLeastPerMille(),
                    layer == null ? null : layer.text());
        }
    }

    /** An interval of a line, with the canonical content as it is. */
    record IntervalView(
            Instant intervalStart,
            long intervalS,
            String status,
            int revision,
            Instant recordedAt,
            long registryVersion,
            @Nullable String provenance,
            String contentSha256,
            int coveragePerMille,
            CoverageView coverage,
            long contractedGpuMs,
            long deliveredGpuMs,
            long utilizedGpuMs,
            @JsonRawValue String content,
            @JsonRawValue String beside) {

        static IntervalView of(Interval interval) {
            return new IntervalView(
                    interval.start(),
                    interval.length().toSeconds(),
                    interval.settled() ? "settled" : "provisional",
                    interval.revision(),
                    interval.recordedAt(),
                    interval.registryVersion(),
                    interval.provenance(),
                    interval.sha256(),
                    interval.totals().coveragePerMille(),
                    CoverageView.of(interval.coverage()),
                    interval.totals().contracted(),
                    interval.totals().delivered(),
                    interval.totals().of(State.UTILIZED),
                    interval.content(),
                    interval.beside().json());
        }
    }

    /** The latest interval of a line: the waterfall, the judgements and the nodes to walk to. */
    record Latest(
            Instant intervalStart,
            long intervalS,
            Instant asOf,
            String status,
            int revision,
            Instant recordedAt,
            long registryVersion,
            @Nullable String provenance,
            String contentSha256,
            Amounts amounts,
            CoverageView coverage,
            List<JudgementView> judgements,
            List<WorstView> worstNodes,
            @JsonRawValue String content,
            @JsonRawValue String beside) {

        static Latest of(Interval interval, List<Judgement> judgements, List<Standing> worst) {
            return new Latest(
                    interval.start(),
                    interval.length().toSeconds(),
                    interval.end(),
                    interval.settled() ? "settled" : "provisional",
                    interval.revision(),
                    interval.recordedAt(),
                    interval.registryVersion(),
                    interval.provenance(),
                    interval.sha256(),
                    Amounts.of(interval.totals()),
                    CoverageView.of(interval.coverage()),
                    judgements.stream().map(JudgementView::of).toList(),
                    worst.stream().map(WorstView::of).toList(),
                    interval.content(),
                    interval.beside().json());
        }
    }

    /** A node that lost most, where it stands, and since when it has been in that state. */
    record WorstView(
            String node, String rack, String block, String state, Instant since, boolean orBefore, long lostGpuMs) {

        static WorstView of(Standing standing) {
            WorstNode node = standing.node();
            return new WorstView(
                    node.node().value(),
                    node.rack(),
                    node.block().value(),
                    node.state().name(),
                    standing.since(),
                    standing.orBefore(),
                    node.lostGpuMs());
        }
    }
}
