/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.Cause;
import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.LineId;
import io.nameplate.model.language.State;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a lease's line got in one settlement interval, in GPU-milliseconds: the facts that landlord and tenant must both
 * find, byte for byte. Zero states are left out; the states add up to what was contracted.
 *
 * @param derated the DERATED state by cause
 * @param blocks losses by block; what no block lost (uncommissioned, withdrawn) is in {@code states} alone
 * @param measured what was measured for terms that rest on plant; none where the lease has no such term
 */
public record Content(
        LeaseId lease,
        LineId line,
        Instant intervalStart,
        Duration interval,
        long contractedGpuMs,
        Map<State, Long> states,
        Map<Cause, Long> derated,
        SortedMap<BlockId, Map<State, Long>> blocks,
        long registryVersion,
        String ruleVersion,
        Measured measured) {

    /** The version of the rules in {@code docs/settlement-method.md}. */
    public static final String RULE_VERSION = "nameplate-1";

    public Content {
        states = ordered(states, State.class);
        derated = ordered(derated, Cause.class);
        SortedMap<BlockId, Map<State, Long>> copy = new TreeMap<>();
        blocks.forEach((block, losses) -> copy.put(block, ordered(losses, State.class)));
        blocks = Collections.unmodifiableSortedMap(copy);
        long sum = 0;
        for (long ms : states.values()) {
            sum += ms;
        }
        if (sum != contractedGpuMs) {
            throw new IllegalArgumentException(
                    "the states add up to " + sum + " GPU-ms, contracted are " + contractedGpuMs);
        }
    }

    /** The content of a line without terms that rest on plant. */
    public Content(
            LeaseId lease,
            LineId line,
            Instant intervalStart,
            Duration interval,
            long contractedGpuMs,
            Map<State, Long> states,
            Map<Cause, Long> derated,
            SortedMap<BlockId, Map<State, Long>> blocks,
            long registryVersion,
            String ruleVersion) {
        this(
                lease,
                line,
                intervalStart,
                interval,
                contractedGpuMs,
                states,
                derated,
                blocks,
                registryVersion,
                ruleVersion,
                Measured.NONE);
    }

    /** The same facts under another number of the registry. */
    public Content withRegistryVersion(long number) {
        return new Content(
                lease,
                line,
                intervalStart,
                interval,
                contractedGpuMs,
                states,
                derated,
                blocks,
                number,
                ruleVersion,
                measured);
    }

    private static <E extends Enum<E>> Map<E, Long> ordered(Map<E, Long> amounts, Class<E> type) {
        EnumMap<E, Long> copy = new EnumMap<>(type);
        amounts.forEach((key, ms) -> {
            if (ms <= 0) {
                throw new IllegalArgumentException(key + " has " + ms + " GPU-ms");
            }
            copy.put(key, ms);
        });
        return Collections.unmodifiableMap(copy);
    }

    /** GPU-milliseconds of a state, 0 where it has none. */
    public long gpuMs(State state) {
        return states.getOrDefault(state, 0L);
    }

    /** The canonical form (RFC 8785) that is stored, hashed, signed and compared. */
    public String canonicalJson() {
        SortedMap<String, Object> object = new TreeMap<>();
        SortedMap<String, Object> byBlock = new TreeMap<>();
        blocks.forEach((block, losses) -> byBlock.put(block.value(), named(losses)));
        SortedMap<String, Object> causes = new TreeMap<>();
        if (!derated.isEmpty()) {
            SortedMap<String, Object> byCause = new TreeMap<>();
            derated.forEach((cause, ms) -> byCause.put(cause.text(), ms));
            causes.put(State.DERATED.name(), byCause);
        }
        object.put("blocks", byBlock);
        object.put("causes", causes);
        object.put("contracted_gpu_ms", contractedGpuMs);
        if (!measured.isEmpty()) {
            object.put("measured", measured.nested());
        }
        object.put("interval_s", interval.toSeconds());
        object.put("interval_start", intervalStart.toString());
        object.put("lease", lease.value());
        object.put("line", line.value());
        object.put("registry_version", registryVersion);
        object.put("rule_version", ruleVersion);
        object.put("states", named(states));
        return CanonicalJson.of(object);
    }

    private static SortedMap<String, Object> named(Map<State, Long> amounts) {
        SortedMap<String, Object> named = new TreeMap<>();
        amounts.forEach((state, ms) -> named.put(state.name(), ms));
        return named;
    }

    /** SHA-256 of the canonical form in UTF-8, as 64 hexadecimal digits. */
    public String sha256() {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(canonicalJson().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
