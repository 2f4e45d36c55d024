/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import io.nameplate.model.language.Lease;
import io.nameplate.model.language.Promise;
import io.nameplate.model.language.Term;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;

/**
 * The judgements again, in big decimals: a part of the {@link Oracle}.
 *
 * @param states what was counted, by state of the ladder
 * @param kindest the same if every unmeasured millisecond had been a utilized one
 * @param laziest the same if every unmeasured millisecond had been an idle one
 * @param clockLoss what working GPUs lost, by state
 */
record OracleJudge(
        Lease lease,
        long contracted,
        Map<String, Long> states,
        Map<String, Long> kindest,
        Map<String, Long> laziest,
        Map<String, Long> clockLoss,
        long working,
        long unassessed) {

    /** The judgement of a throughput term by tokens that were written, all of them or at least so many. */
    String judgeThroughput(Term term, long written, boolean exact) {
        long perHour = ((Promise.Throughput) term.promise()).tokensPerGpuHour();
        BigInteger most = owed(perHour, kindest);
        BigInteger certain = owed(perHour, laziest);
        BigInteger thousandfold = BigInteger.valueOf(written).multiply(BigInteger.valueOf(1000));
        BigInteger target = BigInteger.valueOf(term.atLeastPerMille());
        if (most.signum() > 0 && thousandfold.compareTo(target.multiply(most)) >= 0) {
            return "met";
        }
        return exact && certain.signum() > 0 && thousandfold.compareTo(target.multiply(certain)) < 0
                ? "breached"
                : "not_assessed";
    }

    private BigInteger owed(long perHour, Map<String, Long> in) {
        long asked = in.getOrDefault("UTILIZED", 0L) + borne(in, false);
        return BigInteger.valueOf(perHour).multiply(BigInteger.valueOf(asked)).divide(BigInteger.valueOf(3_600_000));
    }

    /** The judgement of a term, in words: met, breached or not_assessed. */
    String judge(Term term) {
        BigDecimal target = BigDecimal.valueOf(term.atLeastPerMille(), 3);
        return switch (term.kind()) {
            case AVAILABILITY -> {
                long base = contracted - borne(states, true);
                long mostBase = contracted - borne(kindest, true);
                if (base == 0) {
                    yield "not_assessed";
                }
                BigDecimal best = target.multiply(BigDecimal.valueOf(mostBase));
                BigDecimal worst = target.multiply(BigDecimal.valueOf(base));
                if (BigDecimal.valueOf(mostBase - borne(kindest, false)).compareTo(best) < 0) {
                    yield "breached";
                }
                long low = base - borne(states, false) - states.getOrDefault("UNMEASURED", 0L);
                yield BigDecimal.valueOf(low).compareTo(worst) >= 0 ? "met" : "not_assessed";
            }
            case PERFORMANCE -> {
                long loss = 0;
                for (String state : Oracle.LADDER) {
                    loss += isTenants(state) || state.equals("UNMEASURED") ? 0 : clockLoss.getOrDefault(state, 0L);
                }
                yield unassessed > 0 ? "not_assessed" : range(working - loss, working - loss, working, target);
            }
            case COVERAGE -> {
                long measured = contracted - states.getOrDefault("UNMEASURED", 0L);
                yield range(measured, measured, contracted, target);
            }
            case FIRM_POWER, THERMAL, PUE, THROUGHPUT ->
                throw new IllegalArgumentException(
                        "PlantOracle judges " + term.kind().text());
        };
    }

    /** The losses that the tenant bears, or those that the supplier does. */
    private long borne(Map<String, Long> counted, boolean tenant) {
        long borne = 0;
        for (String state : Oracle.LADDER) {
            boolean counts = tenant ? isTenants(state) : !isTenants(state) && !state.equals("UNMEASURED");
            borne += counts ? counted.getOrDefault(state, 0L) : 0;
        }
        return borne;
    }

    private boolean isTenants(String state) {
        return lease.tenantBears().stream().anyMatch(borne -> borne.name().equals(state.split(" ", -1)[0]));
    }

    private static String range(long low, long high, long base, BigDecimal target) {
        if (base == 0) {
            return "not_assessed";
        }
        BigDecimal needed = target.multiply(BigDecimal.valueOf(base));
        if (BigDecimal.valueOf(high).compareTo(needed) < 0) {
            return "breached";
        }
        return BigDecimal.valueOf(low).compareTo(needed) >= 0 ? "met" : "not_assessed";
    }
}
