/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.world;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.verdict.Content;
import io.nameplate.model.verdict.LineResult;
import io.nameplate.model.verdict.Settlement;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the same records give without broker or cluster, arranged as {@link FakeLedger#contents()}. */
public final class Offline {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Offline() {}

    public static SortedMap<String, String> settle(Story first, Story second) throws JsonProcessingException {
        return settle(TwoHalls.registry(1), first, second);
    }

    public static SortedMap<String, String> settle(Registry registry, Story first, Story second)
            throws JsonProcessingException {
        SortedMap<String, String> contents = new TreeMap<>();
        for (LineResult result : results(registry, first, second)) {
            contents.put(
                    key(result),
                    JSON.writeValueAsString(JSON.readTree(result.content().canonicalJson())));
        }
        return contents;
    }

    /** What each of them rests on, arranged as {@link FakeLedger#provenances()}. */
    public static SortedMap<String, String> provenances(Story first, Story second) {
        return provenances(TwoHalls.registry(1), first, second);
    }

    public static SortedMap<String, String> provenances(Registry registry, Story first, Story second) {
        SortedMap<String, String> provenances = new TreeMap<>();
        results(registry, first, second)
                .forEach(result ->
                        provenances.put(key(result), result.provenance().sha256()));
        return provenances;
    }

    private static List<LineResult> results(Registry registry, Story first, Story second) {
        Settlement settlement = new Settlement(registry);
        first.records().forEach(record -> settlement.accept(new CollectorId("c1"), record));
        second.records().forEach(record -> settlement.accept(new CollectorId("c2"), record));
        return settlement.results();
    }

    private static String key(LineResult result) {
        Content content = result.content();
        return content.lease() + "/" + content.line() + "/" + content.intervalStart();
    }
}
