"""A plan file as QGIS opens it: with the layers and styles that it holds, and nothing else.

/usr/bin/python3 open_plan.py list PLAN                what QGIS sees: geometry, features, system, colours
                              draw PLAN PNG W,S,E,N N EPSG   the view that `allpa render --bbox --scale --map-crs` draws
                              redraw PLAN EPSG         milliseconds of a 1920x1080 redraw, from the file and from memory
                              pdf PLAN PDF EPSG        milliseconds and size of an A3 sheet with grid, legend, bar and title
                              sheet PLAN PDF W,S,E,N N EPSG  an official A3 sheet, item by item

Needs python3-qgis; lines of JSON. ALLPA_FONTS is the folder of Noto Sans (assets/fonts).
"""
import json, os, sqlite3, sys, time
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
from qgis.core import *
from qgis.PyQt.QtCore import QRectF, QSize
from qgis.PyQt.QtGui import QColor, QFont, QFontDatabase

CANVAS = QColor(244, 243, 239)
SIZE = [int(side) for side in os.environ.get("SIZE", "1400x900").split("x")]


def told(**values):
    print(json.dumps(values, ensure_ascii=False), flush=True)


def layers(plan):
    """The layers of a plan, the lowest first."""
    base = sqlite3.connect(f"file:{plan}?mode=ro", uri=True)
    rows = base.execute("SELECT table_name, title FROM allpa_layer WHERE table_name IS NOT NULL ORDER BY place")
    found = []
    for table, title in rows.fetchall():
        layer = QgsVectorLayer(f"{plan}|layername={table}", title or table, "ogr")
        layer.loadDefaultStyle()
        found.append(layer)
    return found


def settings(shown, extent, size, crs):
    ms = QgsMapSettings()
    ms.setLayers(shown[::-1])
    ms.setOutputSize(QSize(*size))
    ms.setOutputDpi(96)
    ms.setDestinationCrs(crs)
    ms.setExtent(extent)
    ms.setBackgroundColor(CANVAS)
    for flag in ("Antialiasing", "UseRenderingOptimization", "DrawLabeling"):
        ms.setFlag(getattr(QgsMapSettings, flag), True)
    return ms


def painted(ms):
    begin = time.perf_counter()
    job = QgsMapRendererParallelJob(ms)
    job.start()
    job.waitForFinished()
    return job.renderedImage(), (time.perf_counter() - begin) * 1e3


def view(box, denominator, crs, size):
    """The extent that Allpa shows: in the middle of the box, true to scale from west to east there."""
    west, south, east, north = (float(side) for side in box.split(","))
    way = QgsCoordinateTransform(QgsCoordinateReferenceSystem("EPSG:4326"), crs, QgsProject.instance())
    sides = []
    for part in range(17):
        x, y = west + part / 16 * (east - west), south + part / 16 * (north - south)
        sides += [way.transform(QgsPointXY(*at)) for at in ((x, south), (x, north), (west, y), (east, y))]
    middle = [(min(a) + max(a)) / 2 for a in ([p.x() for p in sides], [p.y() for p in sides])]
    ground = QgsDistanceArea()
    ground.setEllipsoid("WGS84")
    ground.setSourceCrs(QgsCoordinateReferenceSystem("EPSG:4326"), QgsProject.instance().transformContext())
    ends = [way.transform(QgsPointXY(middle[0] + d, middle[1]), QgsCoordinateTransform.ReverseTransform) for d in (-500, 500)]
    pixel = float(denominator) * 0.0254 / 96 / (ground.measureLine(*ends) / 1000)
    half = [side * pixel / 2 for side in size]
    return QgsRectangle(middle[0] - half[0], middle[1] - half[1], middle[0] + half[0], middle[1] + half[1])


def listing(plan):
    for layer in layers(plan):
        drawer = layer.renderer()
        colours = [symbol.color().name(QColor.HexArgb) for symbol in drawer.symbols(QgsRenderContext())]
        labels = layer.labeling().settings() if layer.labelsEnabled() else None
        told(layer=layer.name(), geometry=QgsWkbTypes.displayString(layer.wkbType()), features=layer.featureCount(),
             crs=layer.crs().authid(), renderer=drawer.type(), colours=colours, opacity=layer.opacity(),
             names=labels and dict(field=labels.fieldName, widest=labels.minimumScale, closest=labels.maximumScale,
                                   case=int(labels.format().capitalization())))


def redraw(plan, crs):
    shown = layers(plan)
    extent = whole(shown, crs)
    kept = []
    for layer in shown:
        copy = layer.materialize(QgsFeatureRequest())
        copy.setRenderer(layer.renderer().clone())
        if layer.labeling():
            copy.setLabeling(layer.labeling().clone())
            copy.setLabelsEnabled(layer.labelsEnabled())
        kept.append(copy)
    for name, some in (("file", shown), ("memory", kept)):
        ms = settings(some, extent, [1920, 1080], crs)
        painted(ms)
        told(peer="QGIS", wl=f"redraw-{name}", plan=os.path.basename(plan), ms=round(min(painted(ms)[1] for _ in range(3)), 1))


def whole(shown, crs):
    extent = QgsRectangle()
    for layer in shown:
        extent.combineExtentWith(QgsCoordinateTransform(layer.crs(), crs, QgsProject.instance()).transformBoundingBox(layer.extent()))
    extent.scale(1.05)
    return extent


class Sheet:
    """A3 that stands, items in millimetres."""

    def __init__(self, plan, crs):
        self.layout = QgsPrintLayout(QgsProject.instance())
        self.layout.initializeDefaults()
        self.layout.pageCollection().page(0).setPageSize("A3", QgsLayoutItemPage.Portrait)
        self.plan, self.crs = os.path.basename(plan), crs

    def add(self, item, *area):
        item.attemptSetSceneRect(QRectF(*area))
        self.layout.addLayoutItem(item)
        return item

    def map(self, shown, step, *area):
        item = self.add(QgsLayoutItemMap(self.layout), *area)
        item.setLayers(shown[::-1])
        item.setCrs(self.crs)
        item.setFrameEnabled(True)
        grid = item.grid()
        grid.setEnabled(True)
        grid.setIntervalX(step)
        grid.setIntervalY(step)
        grid.setAnnotationEnabled(True)
        grid.setAnnotationPrecision(0)
        for side in (QgsLayoutItemMapGrid.Left, QgsLayoutItemMapGrid.Right):
            grid.setAnnotationDirection(QgsLayoutItemMapGrid.Vertical, side)
        return item

    def words(self, text, size, *area):
        item = QgsLayoutItemLabel(self.layout)
        item.setText(text)
        item.setFont(QFont("Noto Sans", size))
        return self.add(item, *area)

    def legend(self, of, *area):
        item = QgsLayoutItemLegend(self.layout)
        item.setTitle("Leyenda")
        item.setLinkedMap(of)
        return self.add(item, *area)

    def bar(self, of, *area):
        item = QgsLayoutItemScaleBar(self.layout)
        item.setLinkedMap(of)
        item.applyDefaultSize(QgsUnitTypes.DistanceKilometers)
        return self.add(item, *area)

    def write(self, path):
        how = QgsLayoutExporter.PdfExportSettings()
        how.dpi = 300
        begin = time.perf_counter()
        outcome = QgsLayoutExporter(self.layout).exportToPdf(path, how)
        told(peer="QGIS", wl="pdf", plan=self.plan, ms=round((time.perf_counter() - begin) * 1e3, 1), kb=os.path.getsize(path) // 1024, rc=int(outcome))


def pdf(plan, path, crs):
    shown = layers(plan)
    QgsProject.instance().addMapLayers(shown)
    sheet = Sheet(plan, crs)
    of = sheet.map(shown, 200_000, 10, 10, 277, 330)
    of.setExtent(whole(shown, crs))
    sheet.legend(of, 10, 345, 75, 60)
    sheet.bar(of, 100, 350, 70, 15)
    sheet.words("Mapa", 12, 180, 350, 100, 12)
    sheet.write(path)


def official(plan, path, box, denominator, crs):
    shown = layers(plan)
    QgsProject.instance().addMapLayers(shown)
    sheet = Sheet(plan, crs)
    of = sheet.map(shown, 100_000, 14, 14, 269, 290)
    of.setExtent(view(box, denominator, crs, [2690, 2900]))
    of.setScale(float(denominator))
    sheet.words("Zonificación, conservación y corredores de San Martín", 16, 12, 315, 90, 30)
    sheet.words("Fuente: Natural Earth 10m; GeoNames; SERNANP; MTC\nSistema de coordenadas: WGS 84 / UTM 18S (EPSG:32718)\nElaborado por: Gerencia de Planeamiento\nFecha: [% format_date(now(), 'yyyy-MM-dd') %]\nMapa N.º: M-01", 7, 12, 372, 90, 35)
    sheet.words("ZEE de San Martín (DEMOSTRACIÓN): no es la ZEE oficial", 7, 12, 355, 90, 12)
    sheet.legend(of, 105, 312, 90, 95)
    sheet.bar(of, 215, 322, 70, 12)
    sheet.words("Escala 1:1 500 000", 9, 215, 314, 70, 7)
    north = QgsLayoutItemPicture(sheet.layout)
    north.setPicturePath("/usr/share/qgis/svg/arrows/NorthArrow_04.svg")
    sheet.add(north, 198, 314, 14, 18)
    sheet.words("Ubicación", 9, 198, 336, 60, 6)
    around = sheet.add(QgsLayoutItemMap(sheet.layout), 205, 343, 70, 62)
    around.setLayers([layer for layer in shown if layer.name() in ("Departamentos", "Países vecinos")])
    around.setCrs(crs)
    around.setFrameEnabled(True)
    around.zoomToExtent(QgsRectangle(-470_000, 7_950_000, 1_400_000, 10_030_000))
    around.overview().setLinkedMap(of)
    frame = QgsLayoutItemShape(sheet.layout)
    frame.setShapeType(QgsLayoutItemShape.Rectangle)
    frame.setSymbol(QgsFillSymbol.createSimple({"color": "0,0,0,0", "outline_width": "0.4"}))
    sheet.add(frame, 8, 8, 281, 404)
    sheet.write(path)


app = QgsApplication([], True)
app.initQgis()
fonts = os.environ.get("ALLPA_FONTS", os.path.join(os.path.dirname(__file__), "../../assets/fonts"))
for name in os.listdir(fonts):
    if name.endswith(".ttf"):
        QFontDatabase.addApplicationFont(os.path.join(fonts, name))
what, plan, *rest = sys.argv[1:]
crs = QgsCoordinateReferenceSystem(rest[-1]) if what != "list" else None
if crs:
    QgsProject.instance().setCrs(crs)
if what == "list":
    listing(plan)
elif what == "draw":
    out, box, denominator = rest[:3]
    shown = layers(plan)  # map settings do not hold them
    painted(settings(shown, view(box, denominator, crs, SIZE), SIZE, crs))[0].save(out)
elif what == "redraw":
    redraw(plan, crs)
elif what == "pdf":
    pdf(plan, rest[0], crs)
else:
    official(plan, *rest[:3], crs)
# QGIS has no orderly end without its event loop.
sys.stdout.flush()
os._exit(0)
