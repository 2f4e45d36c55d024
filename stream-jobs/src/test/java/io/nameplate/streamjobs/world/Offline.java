/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.world;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.verdict.Content;
import io.nameplate.model.verdict.LineResult;
import io.nameplate.model.verdict.Settlement;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the same records give without broker or cluster, arranged as {@link FakeLedger#contents()}. */
public final class Offline {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Offline() {}

    public static SortedMap<String, String> settle(Story first, Story second) throws JsonProcessingException {
        Settlement settlement = new Settlement(TwoHalls.registry(1));
        first.records().forEach(record -> settlement.accept(new CollectorId("c1"), record));
        second.records().forEach(record -> settlement.accept(new CollectorId("c2"), record));
        SortedMap<String, String> contents = new TreeMap<>();
        for (LineResult result : settlement.results()) {
            Content content = result.content();
            contents.put(
                    content.lease() + "/" + content.line() + "/" + content.intervalStart(),
                    JSON.writeValueAsString(JSON.readTree(content.canonicalJson())));
        }
        return contents;
    }
}
