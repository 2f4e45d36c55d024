/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.dashboards.board;

/**
 * One query a dashboard sends: of a panel's target, or of a variable.
 *
 * @param dashboard the dashboard's title
 * @param place the panel's title and the target's letter, or the variable's name
 * @param text InfluxQL with Grafana's variables in it
 */
public record PanelQuery(String dashboard, String place, String text) {

    @Override
    public String toString() {
        return dashboard + " / " + place;
    }
}
