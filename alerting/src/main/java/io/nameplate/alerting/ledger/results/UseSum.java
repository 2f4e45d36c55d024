/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.results;

import io.nameplate.model.language.Cause;
import io.nameplate.model.language.State;
import io.nameplate.model.verdict.MissingCause;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the settled results of a stretch of time come to: GPU-hours by what became of them, and what was measured beside them.
 *
 * @param named amounts by the names of {@link UseAmounts}
 * @param asOf the end of the latest interval in it; for several lines that of the line which is furthest behind
 * @param untoldBefore the end of the last quarter-hour with an interval of which nobody said what it was used for
 */
public record UseSum(Map<String, Long> named, Optional<Instant> asOf, Optional<Instant> untoldBefore) {

    public static final UseSum NONE = new UseSum(Map.of(), Optional.empty(), Optional.empty());

    public UseSum {
        named = Map.copyOf(named);
    }

    /** The energy that IT equipment took, as far as meters say. */
    public record Energy(long intervals, long exactIntervals, long itJ) {}

    /** Facility and IT energy of the intervals in which both are known without a hole. */
    public record Pue(long intervals, long facilityJ, long itJ) {}

    /** GPU time with tensor cores at work, of the GPU time in which that is known. */
    public record Tensor(long intervals, long exactIntervals, long activeGpuMs, long meteredGpuMs) {}

    /** What endpoints counted; at least that where not every interval is exact. */
    public record Work(long intervals, long exactIntervals, long promptTokens, long generationTokens, long requests) {}

    /** Energy of the intervals that have both, for the tokens that were generated in them. */
    public record PerToken(long intervals, long itJ, long generationTokens) {}

    /** Intervals that say nothing of their use: settled before the ledger kept it, or by a job that does not tell. */
    public record Untold(long intervals, Instant before) {}

    private long of(String name) {
        return named.getOrDefault(name, 0L);
    }

    /** The same as states, with what they rest on. */
    public Totals hours() {
        Map<State, Long> states = new EnumMap<>(State.class);
        Map<Cause, Long> derated = new EnumMap<>(Cause.class);
        Map<MissingCause, Long> missing = new EnumMap<>(MissingCause.class);
        named.forEach((name, amount) -> {
            if (name.startsWith(UseAmounts.STATE)) {
                states.put(State.valueOf(name.substring(UseAmounts.STATE.length())), amount);
            } else if (name.startsWith(UseAmounts.DERATED)) {
                String cause = name.substring(UseAmounts.DERATED.length());
                derated.put(Cause.valueOf(cause.toUpperCase(Locale.ROOT)), amount);
            } else if (name.startsWith(UseAmounts.MISSING)) {
                String cause = name.substring(UseAmounts.MISSING.length());
                missing.put(MissingCause.valueOf(cause.toUpperCase(Locale.ROOT)), amount);
            }
        });
        Basis basis = new Basis(of(UseAmounts.INTERVALS), of(UseAmounts.RESTATED), 0, asOf);
        return new Totals(basis, of(UseAmounts.CONTRACTED), states, derated, missing);
    }

    /** None where every interval says what it was used for. */
    public Optional<Untold> untold() {
        return untoldBefore.map(before -> new Untold(of(UseAmounts.USE_UNTOLD), before));
    }

    /** None where no interval had a meter. */
    public Optional<Energy> energy() {
        long intervals = of(UseAmounts.ENERGY_INTERVALS);
        return intervals == 0
                ? Optional.empty()
                : Optional.of(new Energy(intervals, of(UseAmounts.ENERGY_EXACT), of(UseAmounts.ENERGY_IT_J)));
    }

    /** None where no interval had both energies. */
    public Optional<Pue> pue() {
        long intervals = of(UseAmounts.PUE_INTERVALS);
        return intervals == 0
                ? Optional.empty()
                : Optional.of(new Pue(intervals, of(UseAmounts.PUE_FACILITY_J), of(UseAmounts.PUE_IT_J)));
    }

    /** None where no interval says it. */
    public Optional<Tensor> tensor() {
        long intervals = of(UseAmounts.TENSOR_INTERVALS);
        return intervals == 0
                ? Optional.empty()
                : Optional.of(new Tensor(
                        intervals,
                        of(UseAmounts.TENSOR_EXACT),
                        of(UseAmounts.TENSOR_ACTIVE),
                        of(UseAmounts.TENSOR_METERED)));
    }

    /** None where no interval has an endpoint that was read. */
    public Optional<Work> work() {
        long intervals = of(UseAmounts.WORK_INTERVALS);
        return intervals == 0
                ? Optional.empty()
                : Optional.of(new Work(
                        intervals,
                        of(UseAmounts.WORK_EXACT),
                        of(UseAmounts.PROMPT_TOKENS),
                        of(UseAmounts.GENERATION_TOKENS),
                        of(UseAmounts.REQUESTS)));
    }

    /** None where no interval has both energy and tokens. */
    public Optional<PerToken> perToken() {
        long tokens = of(UseAmounts.BOTH_TOKENS);
        return tokens == 0
                ? Optional.empty()
                : Optional.of(new PerToken(of(UseAmounts.BOTH_INTERVALS), of(UseAmounts.BOTH_IT_J), tokens));
    }

    /** Utilized of delivered, in per mille rounded down; none where nothing was delivered. */
    public OptionalLong utilizedOfDeliveredPerMille() {
        Totals hours = hours();
        return share(hours.of(State.UTILIZED), hours.delivered());
    }

    /** Utilized of contracted, in per mille rounded down; none where nothing was contracted. */
    public OptionalLong utilizedOfContractedPerMille() {
        return share(hours().of(State.UTILIZED), of(UseAmounts.CONTRACTED));
    }

    private static OptionalLong share(long part, long whole) {
        return whole == 0 ? OptionalLong.empty() : OptionalLong.of(Math.multiplyExact(part, 1000L) / whole);
    }

    /** The sum of two lines' use. */
    public UseSum plus(UseSum other) {
        Map<String, Long> sum = new HashMap<>(named);
        other.named.forEach((name, amount) -> sum.merge(name, amount, Long::sum));
        Optional<Instant> older = asOf.isEmpty()
                ? other.asOf
                : other.asOf.filter(theirs -> theirs.isBefore(asOf.get())).or(() -> asOf);
        Optional<Instant> later = untoldBefore.isEmpty()
                ? other.untoldBefore
                : other.untoldBefore
                        .filter(theirs -> theirs.isAfter(untoldBefore.get()))
                        .or(() -> untoldBefore);
        return new UseSum(sum, older, later);
    }
}
