/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.scrape;

/** How an HTTP server wants to be asked. */
public enum Manner {
    /** Exporters of metrics: a text; a token is one of OAuth's bearers. */
    METRICS("application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4"),
    /** Redfish, DSP0266: JSON; a token is that of a session. */
    REDFISH("application/json");

    private final String accept;

    Manner(String accept) {
        this.accept = accept;
    }

    String accept() {
        return accept;
    }

    /** The name of the header that shows a token. */
    String tokenHeader() {
        return this == REDFISH ? "X-Auth-Token" : "Authorization";
    }

    /** What that header holds. */
    String shown(String token) {
        return this == REDFISH ? token : "Bearer " + token;
    }
}
