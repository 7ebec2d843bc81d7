/* SPDX-License-Identifier: Apache-2.0 */
package io.tabularium.search.query;

/**
 * A place on earth.
 *
 * @param latitude -90 to 90 degrees
 * @param longitude -180 to 180 degrees
 */
public record GeoPoint(double latitude, double longitude) {
  private static final int LONGEST = 64;

  /**
   * Reads {@code "latitude,longitude"}; blanks around the numbers are no harm.
   *
   * @return the place, or {@code null} if the text is none
   */
  public static GeoPoint parse(String text) {
    int comma = text.indexOf(',');
    if (comma < 0 || text.length() > LONGEST) {
      return null;
    }
    try {
      double latitude = Double.parseDouble(text.substring(0, comma).trim());
      double longitude = Double.parseDouble(text.substring(comma + 1).trim());
      GeoPoint point = new GeoPoint(latitude, longitude);
      return point.isOnEarth() ? point : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** Whether both numbers are within their bounds. */
  public boolean isOnEarth() {
    return latitude >= -90 && latitude <= 90 && longitude >= -180 && longitude <= 180;
  }

  @Override
  public String toString() {
    return latitude + "," + longitude;
  }
}
