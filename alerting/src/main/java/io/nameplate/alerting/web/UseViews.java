/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.nameplate.alerting.ledger.results.UseReader;
import io.nameplate.alerting.ledger.results.UseSum;
import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.LineId;
import io.nameplate.model.language.State;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The shapes of what was used, measured and lost in a stretch of time. */
final class UseViews {

    private UseViews() {}

    /** UseSum with what it rests on; what no interval had is null. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record UseView(
            Views.Amounts hours,
            @Nullable Long utilizedOfContractedPerMille,
            @Nullable Long utilizedOfDeliveredPerMille,
            @Nullable EnergyView energy,
            @Nullable PueView pue,
            @Nullable TensorView tensor,
            @Nullable WorkView work,
            @Nullable PerTokenView perToken,
            @Nullable UntoldView untold) {

        static UseView of(UseSum use) {
            return new UseView(
                    Views.Amounts.of(use.hours()),
                    orNull(use.utilizedOfContractedPerMille()),
                    orNull(use.utilizedOfDeliveredPerMille()),
                    use.energy().map(EnergyView::of).orElse(null),
                    use.pue().map(PueView::of).orElse(null),
                    use.tensor().map(TensorView::of).orElse(null),
                    use.work().map(WorkView::of).orElse(null),
                    use.perToken().map(PerTokenView::of).orElse(null),
                    use.untold().map(UntoldView::of).orElse(null));
        }
    }

    /** Intervals of which nobody said what their capacity was used for, and the time before which all of them are. */
    record UntoldView(long intervals, Instant before) {
        static UntoldView of(UseSum.Untold untold) {
            return new UntoldView(untold.intervals(), untold.before());
        }
    }

    /** Energy that IT equipment took, in joules; exact where every interval that has it was metered without a hole. */
    record EnergyView(long intervals, boolean exact, long itJ) {
        static EnergyView of(UseSum.Energy energy) {
            return new EnergyView(energy.intervals(), energy.intervals() == energy.exactIntervals(), energy.itJ());
        }
    }

    /** Interim PUE over the intervals in which both energies are known, in per mille rounded down. */
    record PueView(
            long intervals,
            long facilityJ,
            long itJ,
            @Nullable Long perMille) {
        static PueView of(UseSum.Pue pue) {
            return new PueView(
                    pue.intervals(),
                    pue.facilityJ(),
                    pue.itJ(),
                    pue.itJ() == 0 ? null : pue.facilityJ() * 1000 / pue.itJ());
        }
    }

    /** Tensor-active GPU time, of the GPU time in which it is known. */
    record TensorView(long intervals, boolean exact, long activeGpuMs, long meteredGpuMs) {
        static TensorView of(UseSum.Tensor tensor) {
            return new TensorView(
                    tensor.intervals(),
                    tensor.intervals() == tensor.exactIntervals(),
                    tensor.activeGpuMs(),
                    tensor.meteredGpuMs());
        }
    }

    /** What endpoints counted. */
    record WorkView(long intervals, boolean exact, long promptTokens, long generationTokens, long requests) {
        static WorkView of(UseSum.Work work) {
            return new WorkView(
                    work.intervals(),
                    work.intervals() == work.exactIntervals(),
                    work.promptTokens(),
                    work.generationTokens(),
                    work.requests());
        }
    }

    /** Energy for tokens, of the intervals that have both; joules for a million generated tokens, rounded down. */
    record PerTokenView(long intervals, long itJ, long generationTokens, long jPerMillionTokens) {
        static PerTokenView of(UseSum.PerToken both) {
            return new PerTokenView(
                    both.intervals(),
                    both.itJ(),
                    both.generationTokens(),
                    BigInteger.valueOf(both.itJ())
                            .multiply(BigInteger.valueOf(1_000_000))
                            .divide(BigInteger.valueOf(both.generationTokens()))
                            .longValueExact());
        }
    }

    /** A block's losses, and what it delivered where that is known. */
    record BlockUse(LineId line, BlockId block, Map<State, Long> states) {
        static BlockUse of(LineId line, BlockId block, UseSum use) {
            return new BlockUse(line, block, use.hours().states());
        }
    }

    /** A line's use. */
    record LineUse(LineId line, UseView use) {}

    /** A lease's use: all of it, by line and by block; {@code allCounted} is false while older results are still being counted. */
    record LeaseUse(
            LeaseId lease,
            Instant from,
            Instant to,
            boolean allCounted,
            UseView use,
            List<LineUse> lines,
            List<BlockUse> blocks) {}

    /** One lease in a supplier's use. */
    record LeaseShare(LeaseId lease, String tenant, UseView use) {}

    /** A supplier's use: all leases and each. */
    record SupplierUse(
            String supplier, Instant from, Instant to, boolean allCounted, UseView use, List<LeaseShare> leases) {}

    /** The quarter-hours that a caller asks for. */
    static UseReader.Stretch stretch(@Nullable String from, @Nullable String to) {
        Instant start = ResultsResource.instant(Problems.required(from, "from"));
        Instant end = ResultsResource.instant(Problems.required(to, "to"));
        if (!start.isBefore(end)) {
            throw Problems.of(400, "bad request", "'from' is not before 'to'");
        }
        return UseReader.Stretch.around(start, end);
    }

    private static @Nullable Long orNull(OptionalLong value) {
        return value.isPresent() ? (Long) value.getAsLong() : null;
    }
}
