/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.SortedMap;

/** The ledger that a measured job posts to, and what is asked of it afterwards. */
interface WireLedger extends AutoCloseable {

    ObjectMapper JSON = new ObjectMapper();

    String url();

    /** The settled contents, {@link #text} by {@link #key}. */
    SortedMap<String, String> settled() throws IOException, InterruptedException;

    /** How often a settled content was replaced by another one. */
    long changed() throws IOException, InterruptedException;

    @Override
    void close();

    /** Lease, line and interval of a content. */
    static String key(JsonNode content) {
        return content.get("lease").asText() + "/" + content.get("line").asText() + "/"
                + content.get("interval_start").asText();
    }

    /** A content in one way of writing it. */
    static String text(JsonNode content) throws JsonProcessingException {
        return JSON.writeValueAsString(content);
    }
}
